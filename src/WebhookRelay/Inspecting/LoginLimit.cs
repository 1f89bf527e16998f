using System.Net;
using System.Threading.RateLimiting;

namespace WebhookRelay.Inspecting;

/// <summary>Limits how many wrong keys an address may try.</summary>
internal sealed class LoginLimit : IDisposable
{
    private const int TriesPerMinute = 10;

    private readonly PartitionedRateLimiter<IPAddress> _limiter = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address =>
        RateLimitPartition.GetTokenBucketLimiter(address, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = TriesPerMinute,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1) / TriesPerMinute,
            QueueLimit = 0,
        }));

    /// <summary>Counts a try; false if the address has used up its tries.</summary>
    public bool Allows(IPAddress? address)
    {
        using var lease = _limiter.AttemptAcquire(address ?? IPAddress.None);
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();
}
