using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using WebhookRelay.Cli.Output;
using WebhookRelay.SampleData;

namespace WebhookRelay.Cli.Sending;

/// <summary>Sends them all, and tells what was answered.</summary>
internal sealed class Sending(Mailbag mailbag, Sender sender, Screen screen, bool json, TimeProvider time)
{
    /// <summary>So many are under way at once.</summary>
    private const int AtOnce = 16;

    private readonly Lock _telling = new();
    private readonly ConcurrentDictionary<string, int> _answers = new(StringComparer.Ordinal);

    public async Task<int> RunAsync(int count, double rate, CancellationToken cancellationToken)
    {
        var (started, refused, bytes) = (time.GetTimestamp(), 0, 0L);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await new SendProgress(count, screen, time).FollowAsync(sent => Parallel.ForEachAsync(PacedAsync(count, rate, cancellationToken), parallel, async (index, ending) =>
        {
            var receipt = await sender.SendAsync(mailbag.Delivery(index), ending);
            _answers.AddOrUpdate(receipt.Status ?? $"refused with {(int)receipt.Code}", 1, (_, seen) => seen + 1);
            Interlocked.Add(ref bytes, receipt.Bytes);
            if (!receipt.IsTaken && Interlocked.Increment(ref refused) is 1)
            {
                Refused(receipt);
            }

            Tell(receipt, alone: count is 1);
            sent();
        }));
        if (count > 1 && !json)
        {
            var took = time.GetElapsedTime(started).TotalSeconds;
            screen.Line(string.Create(CultureInfo.InvariantCulture, $"{count} deliveries, {Written.Bytes(bytes)} in {took:0.0} s: {string.Join(", ", _answers.OrderBy(answer => answer.Key, StringComparer.Ordinal).Select(answer => $"{answer.Value} {answer.Key}"))}"));
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
        lock (_telling)
        {
            screen.Notice($"webhook-relay: The delivery was refused with {(int)receipt.Code}{(receipt.Detail is { } detail ? $": {detail}" : ".")}", Tone.Bad);
            if (receipt.Remedy is { } remedy)
            {
                screen.Notice($"  {remedy}", Tone.Plain);
            }
        }
    }

    private void Tell(Receipt receipt, bool alone)
    {
        lock (_telling)
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
                    string.Create(CultureInfo.InvariantCulture, $"{(int)receipt.Code} {receipt.Status ?? "refused"}  {receipt.Delivery.Id}  {receipt.Delivery.Topic}  {Written.Bytes(receipt.Bytes)}  {receipt.Took.TotalMilliseconds:0} ms"),
                    receipt.IsTaken ? Tone.Good : Tone.Bad);
            }
        }
    }
}
