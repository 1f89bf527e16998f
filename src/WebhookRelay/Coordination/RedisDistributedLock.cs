using System.Globalization;
using StackExchange.Redis;
using WebhookRelay.Deduplication;

namespace WebhookRelay.Coordination;

/// <summary>A lock in Redis with a lease and a fencing token: a holder with an outdated token cannot write the state.</summary>
internal sealed class RedisDistributedLock(IScriptRunner redis) : IDistributedLock
{
    /// <summary>One hash tag, so that a script may use all keys.</summary>
    private const string Prefix = "webhookrelay:{labelbox}:turn:";

    /// <summary>Constant for the process, so that a lock whose answer was lost is acquired again.</summary>
    private readonly string _holder = Guid.NewGuid().ToString("N");

    public async ValueTask<LockHandle?> TryAcquireAsync(string name, TimeSpan lease, CancellationToken cancellationToken)
    {
        var result = await redis.EvaluateAsync(LockScripts.AcquireLock, Keys(name), [_holder, Milliseconds(lease)], cancellationToken);
        return result is { IsNull: false } && (long)result is > 0 and var fence ? new RedisLockHandle(this, name, lease, fence) : null;
    }

    public async ValueTask<string?> ReadStateAsync(string name, CancellationToken cancellationToken) =>
        await redis.EvaluateAsync(LockScripts.ReadState, Keys(name), [], cancellationToken) is { IsNull: false } state ? (string?)state : null;

    public async ValueTask<IReadOnlyList<SharedFact>> ShareAsync(string name, IReadOnlyList<SharedFact> own, CancellationToken cancellationToken)
    {
        RedisValue[] arguments = [.. own.SelectMany(fact => (RedisValue[])[fact.Name, fact.At.ToUnixTimeMilliseconds(), fact.Value])];
        if (await redis.EvaluateAsync(LockScripts.ShareFacts, Keys(name), arguments, cancellationToken) is not { IsNull: false } answer)
        {
            return own;
        }

        var all = (string[])answer!;
        return [.. all.Chunk(2).Select(pair => Read(pair[0], pair[1]))];
    }

    private static SharedFact Read(string name, string stored)
    {
        var at = stored.IndexOf(' ', StringComparison.Ordinal);
        return new SharedFact(name, DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(stored.AsSpan(0, at), CultureInfo.InvariantCulture)), stored[(at + 1)..]);
    }

    private static RedisKey[] Keys(string name) => [$"{Prefix}{name}", $"{Prefix}{name}:fence", $"{Prefix}{name}:note", $"{Prefix}{name}:facts"];

    private static long Milliseconds(TimeSpan lease) => (long)lease.TotalMilliseconds;

    private sealed class RedisLockHandle(RedisDistributedLock owner, string name, TimeSpan lease, long fence) : LockHandle
    {
        public override async ValueTask<bool> RenewAsync(CancellationToken cancellationToken) =>
            await EvaluateAsync(LockScripts.RenewLock, [owner._holder, Milliseconds(lease), fence], cancellationToken);

        public override async ValueTask<bool> WriteStateAsync(string state, CancellationToken cancellationToken) =>
            await EvaluateAsync(LockScripts.WriteState, [owner._holder, fence, state], cancellationToken);

        public override async ValueTask DisposeAsync() => await EvaluateAsync(LockScripts.ReleaseLock, [owner._holder, fence], CancellationToken.None);

        private async ValueTask<bool> EvaluateAsync(string script, RedisValue[] arguments, CancellationToken cancellationToken) =>
            await owner.EvaluateAsync(script, name, arguments, cancellationToken) is { IsNull: false } result && (long)result is 1;
    }

    private ValueTask<RedisResult?> EvaluateAsync(string script, string name, RedisValue[] arguments, CancellationToken cancellationToken) =>
        redis.EvaluateAsync(script, Keys(name), arguments, cancellationToken);
}
