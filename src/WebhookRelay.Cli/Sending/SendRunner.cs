using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using WebhookRelay.Cli.Output;
using WebhookRelay.SampleData;

namespace WebhookRelay.Cli.Sending;

/// <summary>Sends the deliveries and prints the responses.</summary>
internal sealed class SendRunner(DeliverySource source, DeliverySender sender, Screen screen, bool json, TimeProvider time)
{
    /// <summary>Maximum concurrent deliveries.</summary>
    private const int MaxConcurrency = 16;

    private readonly Lock _outputLock = new();
    private readonly ConcurrentDictionary<string, int> _answers = new(StringComparer.Ordinal);

    public async Task<int> RunAsync(int count, double rate, CancellationToken cancellationToken)
    {
        var (started, refused, bytes) = (time.GetTimestamp(), 0, 0L);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancellationToken };
        await new SendProgress(count, screen, time).FollowAsync(sent => Parallel.ForEachAsync(PacedAsync(count, rate, cancellationToken), parallel, async (index, ending) =>
        {
            var receipt = await sender.SendAsync(source.Delivery(index), ending);
            _answers.AddOrUpdate(receipt.Status ?? $"rejected with {(int)receipt.Code}", 1, (_, seen) => seen + 1);
            Interlocked.Add(ref bytes, receipt.Bytes);
            if (!receipt.IsAccepted && Interlocked.Increment(ref refused) is 1)
            {
                Refused(receipt);
            }

            Print(receipt, alone: count is 1);
            sent();
        }));
        if (count > 1 && !json)
        {
            var took = time.GetElapsedTime(started).TotalSeconds;
            screen.Line(string.Create(CultureInfo.InvariantCulture, $"{count} deliveries, {Humanize.Bytes(bytes)} in {took:0.0} s: {string.Join(", ", _answers.OrderBy(answer => answer.Key, StringComparer.Ordinal).Select(answer => $"{answer.Value} {answer.Key}"))}"));
        }

        return refused is 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private async IAsyncEnumerable<int> PacedAsync(int count, double rate, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pacer = new RatePacer(time, rate);
        for (var next = 0; next < count;)
        {
            for (var due = await pacer.DueAsync(count - next, cancellationToken); due > 0; due--)
            {
                yield return next++;
            }
        }
    }

    private void Refused(Receipt receipt)
    {
        lock (_outputLock)
        {
            screen.Notice($"webhook-relay: The delivery was rejected with {(int)receipt.Code}{(receipt.Detail is { } detail ? $": {detail}" : ".")}", LineStyle.Error);
            if (receipt.Remedy is { } remedy)
            {
                screen.Notice($"  {remedy}", LineStyle.Plain);
            }
        }
    }

    private void Print(Receipt receipt, bool alone)
    {
        lock (_outputLock)
        {
            if (json)
            {
                screen.Json(line =>
                {
                    line.WriteStartObject();
                    line.WriteString("id", receipt.Delivery.Id);
                    line.WriteString("topic", receipt.Delivery.Topic);
                    line.WriteNumber("bytes", receipt.Bytes);
                    line.WriteNumber("code", (int)receipt.Code);
                    line.WriteString("status", receipt.Status);
                    line.WriteNumber("milliseconds", Math.Round(receipt.Took.TotalMilliseconds, 1));
                    line.WriteEndObject();
                });
            }
            else if (alone)
            {
                screen.Line(
                    string.Create(CultureInfo.InvariantCulture, $"{(int)receipt.Code} {receipt.Status ?? "rejected"}  {receipt.Delivery.Id}  {receipt.Delivery.Topic}  {Humanize.Bytes(receipt.Bytes)}  {receipt.Took.TotalMilliseconds:0} ms"),
                    receipt.IsAccepted ? LineStyle.Success : LineStyle.Error);
            }
        }
    }
}
