using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using WebhookRelay.Contracts;
using WebhookRelay.LoadTests.Deliveries;

namespace WebhookRelay.LoadTests.Contestants;

/// <summary>The quorum queue of a run, observed through the broker's API.</summary>
internal sealed class DeliveryQueue : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    /// <summary>An overloaded contestant still processes deliveries after the sender has stopped.</summary>
    private static readonly TimeSpan QuietFor = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan GivesUpAfter = TimeSpan.FromSeconds(60);

    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private DeliveryQueue(IConnection connection, IChannel channel) => (_connection, _channel) = (connection, channel);

    public static async Task<DeliveryQueue> DeclareAsync(IConnection connection, (string Name, string Type)? exchange)
    {
        var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(ContestantList.Queue, durable: true, exclusive: false, autoDelete: false, SubscriberQueue.Arguments.ToDictionary(StringComparer.Ordinal));
        if (exchange is { } given)
        {
            await channel.ExchangeDeclareAsync(given.Name, given.Type, durable: true);
            await channel.QueueBindAsync(ContestantList.Queue, given.Name, "#");
        }

        return new DeliveryQueue(connection, channel);
    }

    public async Task<long> CountAsync() => await _channel.MessageCountAsync(ContestantList.Queue);

    public async Task EmptyAsync() => await _channel.QueuePurgeAsync(ContestantList.Queue);

    /// <summary>Waits until the queue has this many messages and stops growing. A queue that stops growing earlier is accepted.</summary>
    /// <returns>The message count and when it was reached.</returns>
    public async Task<(long Count, long Since)> WhenQuietAsync(long atLeast, Action<long, long>? look = null)
    {
        var (count, since) = (-1L, 0L);
        while (true)
        {
            var now = await CountAsync();
            if (now != count)
            {
                (count, since) = (now, TimeProvider.System.GetTimestamp());
                look?.Invoke(count, since);
            }
            else if (TimeProvider.System.GetElapsedTime(since) > (count >= atLeast ? QuietFor : GivesUpAfter))
            {
                return (count, since);
            }

            await Task.Delay(LookEvery);
        }
    }

    /// <summary>Empties the queue and returns the numbers of its deliveries, duplicates included.</summary>
    public async Task<IReadOnlyList<int?>> TakeAllAsync()
    {
        var expected = await CountAsync();
        var taken = new List<int?>((int)expected);
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var last = TimeProvider.System.GetTimestamp();
        var consumer = new AsyncEventingBasicConsumer(_channel);
        consumer.ReceivedAsync += (_, message) =>
        {
            taken.Add(DeliveryTemplate.NumberIn(message.Body.Span));
            Volatile.Write(ref last, TimeProvider.System.GetTimestamp());
            if (taken.Count == expected)
            {
                all.TrySetResult();
            }

            return Task.CompletedTask;
        };
        if (expected is 0)
        {
            return taken;
        }

        await _channel.BasicConsumeAsync(ContestantList.Queue, autoAck: true, consumer);
        while (!all.Task.IsCompleted && TimeProvider.System.GetElapsedTime(Volatile.Read(ref last)) < GivesUpAfter)
        {
            await Task.WhenAny(all.Task, Task.Delay(QuietFor));
        }

        return taken;
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
