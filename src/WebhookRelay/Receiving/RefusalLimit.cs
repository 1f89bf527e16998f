using System.Net;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace WebhookRelay.Receiving;

/// <summary>
/// Limits how many refused signatures of one address are answered 401; further ones are answered 429. Correctly signed
/// deliveries are never limited.
/// </summary>
internal sealed class RefusalLimit(IOptionsMonitor<ReceivingOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<IPAddress?> _limiter = PartitionedRateLimiter.Create<IPAddress?, IPAddress>(address =>
        RateLimitPartition.GetTokenBucketLimiter(SenderNetworks.SenderOf(address), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = options.CurrentValue.RefusalsPerMinute,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1) / options.CurrentValue.RefusalsPerMinute,
            QueueLimit = 0,
        }));

    /// <summary>Counts a refusal; true if the address has exceeded the limit.</summary>
    public bool IsExceeded(IPAddress? address)
    {
        using var lease = _limiter.AttemptAcquire(address);
        return !lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();
}
