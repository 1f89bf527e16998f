using System.Net;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace WebhookRelay.Receiving;

/// <summary>
/// How many refused signatures one address gets an honest 401 for. Beyond that it is told to wait; a delivery that is
/// signed right is never asked.
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

    /// <summary>Counts a refusal; true where the address has had its share.</summary>
    public bool IsExceeded(IPAddress? address)
    {
        using var lease = _limiter.AttemptAcquire(address);
        return !lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();
}
