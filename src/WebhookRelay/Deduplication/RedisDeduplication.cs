using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Deduplication;

/// <summary>Claims in Redis, shared by all replicas. Losing the keys costs duplicates, never an event.</summary>
internal sealed class RedisDeduplication(IScriptRunner redis, IOptionsMonitor<DeduplicationOptions> options, RelayMetrics metrics, TimeProvider time) : IDeduplication
{
    /// <summary>One hash tag for all keys, since an event's id, content and data row are not known to belong together beforehand.</summary>
    public const string Prefix = "webhookrelay:{labelbox}:";

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(20);

    public DependencyState State => redis.State;

    public async ValueTask<ClaimResult> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken)
    {
        var askedAt = time.GetTimestamp();
        var lease = options.CurrentValue.Lease;
        var keys = Keys(request);
        if (await redis.EvaluateAsync(RedisScripts.Claim, keys, Arguments(request), cancellationToken) is not { } result)
        {
            metrics.ClaimedLocally();
            return new ClaimResult.Granted(new LocalClaim(ClaimScope.Local));
        }

        var answer = (string[])result!;
        metrics.Claimed(answer[0]);
        return answer[0] switch
        {
            "granted" => new ClaimResult.Granted(new RedisClaim(this, request, keys, askedAt, lease)),
            "relayed" => new ClaimResult.AlreadyRelayed(),
            "duplicate" => new ClaimResult.Duplicate(answer[1]),
            "reused" => new ClaimResult.IdReused(answer[1]),
            "taken" => new ClaimResult.IdTaken(),
            "held" => new ClaimResult.Held(WaitFor(answer[1])),
            _ => throw new UnreachableException("The claim script has no such answer."),
        };
    }

    private RedisKey[] Keys(ClaimRequest request) =>
    [
        $"{Prefix}id:{request.Id}",
        $"{Prefix}content:{(ComparesContent ? request.ContentFingerprint : null)}",
        $"{Prefix}newest:{request.Facts.DataRowId}",
        $"{Prefix}id:{request.DeliveryId}",
    ];

    private RedisValue[] Arguments(ClaimRequest request)
    {
        var (lease, window, contentWindow) = (options.CurrentValue.Lease, options.CurrentValue.Window, options.CurrentValue.ContentWindow);
        return
        [
            request.Token, request.BodyDigest, request.Origin, (long)lease.TotalMilliseconds, (long)window.TotalMilliseconds,
            (long)contentWindow.TotalMilliseconds, request.Facts.DataRowId is null ? 0 : 1,
        ];
    }

    private bool ComparesContent => options.CurrentValue.ContentWindow > TimeSpan.Zero;

    /// <summary>The holder may finish long before its lease expires.</summary>
    private static TimeSpan WaitFor(string leftMs)
    {
        var left = TimeSpan.FromMilliseconds(long.Parse(leftMs, CultureInfo.InvariantCulture) / 4.0);
        return left < ShortestWait ? ShortestWait : left > LongestWait ? LongestWait : left;
    }

    private sealed class RedisClaim(RedisDeduplication owner, ClaimRequest request, RedisKey[] keys, long askedAt, TimeSpan lease) : Claim
    {
        public override ClaimScope Scope => ClaimScope.Shared;

        // Counted from before the call, so that it expires here no later than in Redis.
        public override TimeSpan RemainingLease => lease - owner.Elapsed(askedAt);

        // The broker has the event: shutdown cancels the wait but not the call.
        public override async ValueTask CommitAsync(CancellationToken cancellationToken) =>
            await owner.EvaluateAsync(RedisScripts.Commit, keys, owner.Arguments(request), CancellationToken.None).AsTask().WaitAsync(cancellationToken);

        public override async ValueTask DisposeAsync() =>
            await owner.EvaluateAsync(RedisScripts.Release, keys, [request.Token], CancellationToken.None);
    }

    private TimeSpan Elapsed(long since) => time.GetElapsedTime(since);

    private async ValueTask EvaluateAsync(string script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken) =>
        await redis.EvaluateAsync(script, keys, arguments, cancellationToken);
}
