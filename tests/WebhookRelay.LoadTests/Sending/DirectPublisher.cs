using System.Globalization;
using RabbitMQ.Client;
using WebhookRelay.LoadTests.Contestants;

namespace WebhookRelay.LoadTests.Sending;

/// <summary>The broker's limit: RabbitMQ.Client alone, publishing persistent, confirmed messages directly to the queue. It is a separate process, so that its CPU time can be measured.</summary>
internal sealed class DirectPublisher(DirectPublishArguments order)
{
    private const int InFlight = 512;

    private static readonly BasicProperties Persistent = new() { DeliveryMode = DeliveryModes.Persistent, ContentType = "application/json" };

    private readonly List<int> _confirmed = new(order.Count);
    private int _taken;

    public async Task<int> RunAsync()
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(order.AmqpUri) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(
            publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null));
        using var file = File.OpenHandle(order.File);
        var (started, cpu) = (TimeProvider.System.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => Task.Run(async () =>
        {
            var body = new byte[order.Length - order.BodyOffset];
            while (TimeProvider.System.GetElapsedTime(started) < order.Duration && Interlocked.Increment(ref _taken) is var taken && taken <= order.Count)
            {
                var number = order.First + taken - 1;
                RandomAccess.Read(file, body, ((long)number * order.Length) + order.BodyOffset);
                await channel.BasicPublishAsync(string.Empty, ContestantList.Queue, mandatory: true, Persistent, body);
                lock (_confirmed)
                {
                    _confirmed.Add(number);
                }
            }
        })));
        var elapsed = TimeProvider.System.GetElapsedTime(started);
        await File.WriteAllLinesAsync(order.Answers, _confirmed.Select(Deliveries.DeliveryTemplate.Id));
        var spent = Environment.CpuUsage.TotalTime - cpu;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"sent: {elapsed.TotalMicroseconds:0} us, {spent.TotalMicroseconds:0} us CPU"));
        return 0;
    }
}
