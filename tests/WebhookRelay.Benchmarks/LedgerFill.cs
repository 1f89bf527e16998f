using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using WebhookRelay.Ledger;

namespace WebhookRelay.Benchmarks;

/// <summary>Fills a ledger by its own front door, as fast as it takes it: appended in synced batches, settled as the relay would.</summary>
internal static class LedgerFill
{
    private const int AtOnce = 2048;

    /// <param name="path">The ledger's folder.</param>
    /// <param name="count">How many deliveries.</param>
    /// <param name="make">The delivery of a number, and how it ends; a null settlement leaves it Accepted.</param>
    /// <param name="from">When the first is accepted.</param>
    /// <param name="apart">The time from one to the next.</param>
    /// <param name="filled">Told how many there are so far.</param>
    public static async Task FillAsync(
        string path, int count, Func<int, (VerifiedDelivery Delivery, Settlement? Settlement)> make, DateTimeOffset from, TimeSpan apart, Action<int>? filled = null)
    {
        var clock = new Clock { Now = from };
        await using var ledger = new DeliveryLedger(OptionsFor(path), clock, NullLoggerFactory.Instance);
        ledger.Open();
        for (var begin = 0; begin < count; begin += AtOnce)
        {
            clock.Now = from + (apart * begin);
            var batch = Enumerable.Range(begin, Math.Min(AtOnce, count - begin)).Select(make).ToList();
            var appended = await Task.WhenAll(batch.Select(each => ledger.AppendAsync(each.Delivery)));
            long? last = null;
            foreach (var (each, answer) in batch.Zip(appended))
            {
                if (each.Settlement is { } settlement)
                {
                    last = answer.Entry.Sequence;
                    ledger.Settle(answer.Entry.Sequence, settlement);
                }
            }

            if (last is { } settled)
            {
                await ledger.WhenSettledAsync(settled, CancellationToken.None);
            }

            filled?.Invoke(begin + batch.Count);
        }
    }

    public static IOptionsMonitor<LedgerOptions> OptionsFor(string path) => OptionsFor(path, new LedgerOptions().RetainFor);

    public static IOptionsMonitor<LedgerOptions> OptionsFor(string path, TimeSpan retainFor) =>
        OptionsFor(new LedgerOptions { Path = path, RefuseAt = 0, WarnAt = 0, RetainFor = retainFor });

    public static IOptionsMonitor<T> OptionsFor<T>(T value) => new Fixed<T>(value);

    private sealed class Clock : TimeProvider
    {
        public required DateTimeOffset Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Now.Ticks;
    }

    private sealed class Fixed<T>(T value) : IOptionsMonitor<T>
    {
        public T CurrentValue => value;

        public T Get(string? name) => value;

        public IDisposable? OnChange(Action<T, string?> listener) => null;
    }
}
