using System.Collections.Concurrent;
using System.Net;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Receiving;

/// <summary>Counts every refused request, and warns at most once a minute for each reason and webhook: anybody can cause them.</summary>
internal sealed partial class RefusalLog(RelayMetrics metrics, TimeProvider time, ILogger<RefusalLog> logger)
{
    private static readonly TimeSpan WarnEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(Refusal Reason, string Webhook), Tally> _tallies = new();

    /// <param name="reason">Why it was refused.</param>
    /// <param name="status">What the sender was answered.</param>
    /// <param name="webhook">A configured webhook; empty for the path without one, and where the path is not known.</param>
    /// <param name="address">The sender's, as the trusted proxies name it.</param>
    public void Refused(Refusal reason, int status, string webhook, IPAddress? address)
    {
        metrics.Refused(reason);
        var tally = _tallies.GetOrAdd((reason, webhook.ToLowerInvariant()), static _ => new Tally());
        if (tally.Add(time) is > 0 and var count)
        {
            LogRefused(logger, reason.Tag(), status, reason.Meaning(), count, webhook, address);
        }
    }

    private sealed class Tally
    {
        private readonly Lock _lock = new();
        private long _count;
        private long? _toldAt;

        /// <summary>How many to tell of now; 0 where the last line was not long ago.</summary>
        public long Add(TimeProvider time)
        {
            lock (_lock)
            {
                _count++;
                if (_toldAt is { } toldAt && time.GetElapsedTime(toldAt) < WarnEvery)
                {
                    return 0;
                }

                _toldAt = time.GetTimestamp();
                (var count, _count) = (_count, 0);
                return count;
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The public port refuses requests ({Reason}, {Status}): {Meaning} {Count} since the last such line, webhook '{Webhook}', the newest from {Address}")]
    private static partial void LogRefused(ILogger logger, string reason, int status, string meaning, long count, string webhook, IPAddress? address);
}
