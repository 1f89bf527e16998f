using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using WebhookRelay.Ledger;

namespace WebhookRelay.Benchmarks;

/// <summary>Fills a ledger through its public API: appends in synced batches and settles like the relay.</summary>
internal static class LedgerFill
{
    private const int AtOnce = 2048;

    /// <param name="path">The ledger's folder.</param>
    /// <param name="count">The number of deliveries.</param>
    /// <param name="make">Creates the delivery with a number, and its settlement; null leaves it Accepted.</param>
    /// <param name="from">The time of the first entry.</param>
    /// <param name="apart">The interval between entries.</param>
    /// <param name="filled">Called with the number of entries so far.</param>
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
