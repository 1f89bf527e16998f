using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace WebhookRelay.Consumer.Inboxes;

/// <summary>Records which events were handled and which consumer holds one. The broker's message stays unacknowledged until then.</summary>
internal sealed class Inbox(InboxRedis redis, IOptions<LabelboxConsumerOptions> options, TimeProvider time)
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    /// <summary>Claims the event, once no other consumer holds it and Redis is available. Null if it was already handled.</summary>
    public async Task<InboxClaim?> ClaimAsync(EventKey key, CancellationToken cancellationToken)
    {
        var (lease, window) = (options.Value.Lease, options.Value.Window);
        var token = Guid.NewGuid().ToString("N");
        while (true)
        {
            var answer = (string[])(await redis.EvaluateAsync(InboxScripts.Claim, key.Redis, [token, Ms(lease), Ms(window)], cancellationToken))!;
            switch (answer[0])
            {
                case "done":
                    return null;
                case "granted":
                    return new InboxClaim(redis, time, key, token, long.Parse(answer[1], CultureInfo.InvariantCulture), answer.AsSpan(2), lease, window);
                case "held":
                    await Task.Delay(WaitFor(answer[1]), time, cancellationToken);
                    break;
                default:
                    throw new UnreachableException("Unknown result of the claim script.");
            }
        }
    }

    internal static RedisValue Ms(TimeSpan span) => (long)span.TotalMilliseconds;

    /// <summary>Shorter than the rest of the lease, because the holder may finish early.</summary>
    private static TimeSpan WaitFor(string leftMs)
    {
        var left = TimeSpan.FromMilliseconds(long.Parse(leftMs, CultureInfo.InvariantCulture) / 4.0);
        return left < ShortestWait ? ShortestWait : left > LongestWait ? LongestWait : left;
    }
}
