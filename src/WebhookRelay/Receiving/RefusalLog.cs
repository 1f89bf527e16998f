using System.Collections.Concurrent;
using System.Net;
using WebhookRelay.Ledger;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Receiving;

/// <summary>
/// Counts every refused request, keeps the newest, and warns at most once a minute for each reason and webhook, since anyone
/// can cause refusals. In Development it searches for the cause of each.
/// </summary>
internal sealed partial class RefusalLog(RefusedRequestLog requests, DeliveryLedger ledger, RelayMetrics metrics, IHostEnvironment environment, TimeProvider time, ILogger<RefusalLog> logger)
{
    private static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(Refusal Reason, string Webhook), Tally> _tallies = new();

    /// <summary>The refusals since the start, newest first.</summary>
    public IReadOnlyList<RefusedRequests> All => [.. _tallies.Values.Select(tally => tally.Sum).OrderByDescending(sum => sum.LastAt)];

    /// <param name="request">The request.</param>
    /// <param name="hint">A hint at the cause; evaluated only when it is logged, and in Development.</param>
    public void Refused(RefusedRequest request, Func<string?>? hint = null)
    {
        var (reason, status, webhook, from, signed) = request;
        var now = time.GetUtcNow();
        metrics.Refused(reason.Tag());
        ledger.Activity.Refused(reason.Tag());
        var tally = _tallies.GetOrAdd((reason, webhook.ToLowerInvariant()), _ => new Tally(reason, webhook));
        var count = tally.Add(new RefusedRequests(reason, status, webhook, 1, signed ? 1 : 0, now, from, null));
        var hintText = count > 0 || environment.IsDevelopment() ? hint?.Invoke() : null;
        requests.Add(request with { At = now, Hint = hintText });
        if (count > 0)
        {
            tally.Hint(hintText);
            LogRefused(logger, reason.Tag(), status, hintText is null ? reason.Meaning() : $"{reason.Meaning()} {hintText}", count, webhook, from);
        }
    }

    private sealed class Tally(Refusal reason, string webhook)
    {
        private readonly Lock _lock = new();
        private RefusedRequests _sum = new(reason, 0, webhook, 0, 0, default, null, null);
        private DateTimeOffset _loggedAt;
        private long _loggedCount;

        public RefusedRequests Sum
        {
            get
            {
                lock (_lock)
                {
                    return _sum;
                }
            }
        }

        /// <summary>How many to log now; 0 if the last line is recent.</summary>
        public long Add(RefusedRequests one)
        {
            lock (_lock)
            {
                _sum = one with { Count = _sum.Count + 1, Signed = _sum.Signed + one.Signed, Hint = _sum.Hint };
                if ((one.LastAt - _loggedAt).Duration() < LogInterval)
                {
                    return 0;
                }

                _loggedAt = one.LastAt;
                (var count, _loggedCount) = (_sum.Count - _loggedCount, _sum.Count);
                return count;
            }
        }

        public void Hint(string? hint)
        {
            lock (_lock)
            {
                _sum = _sum with { Hint = hint };
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The public port refuses requests ({Reason}, {Status}): {Meaning} {Count} since the last such line, webhook '{Webhook}', the newest from {Address}")]
    private static partial void LogRefused(ILogger logger, string reason, int status, string meaning, long count, string webhook, IPAddress? address);
}

/// <param name="Reason">Why they were refused.</param>
/// <param name="Status">The status of the newest.</param>
/// <param name="Webhook">Its name; empty for the path without a name and for unknown paths.</param>
/// <param name="Count">How many there were since the start.</param>
/// <param name="Signed">How many of them had a signature, valid or not.</param>
/// <param name="LastAt">When the newest arrived.</param>
/// <param name="LastFrom">The sender of the newest.</param>
/// <param name="Hint">The hint of the newest that was logged; null if there is none.</param>
internal sealed record RefusedRequests(
    Refusal Reason, int Status, string Webhook, long Count, long Signed, DateTimeOffset LastAt, IPAddress? LastFrom, string? Hint);
