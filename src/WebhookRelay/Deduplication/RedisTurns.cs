using System.Globalization;
using StackExchange.Redis;

namespace WebhookRelay.Deduplication;

/// <summary>Turns shared by every replica: a lock with a lease, and a fence that grows with every turn and that a note never falls behind.</summary>
internal sealed class RedisTurns(IScriptRunner redis) : ITurns
{
    /// <summary>One hash tag, so that a script may touch all of them.</summary>
    private const string Prefix = "webhookrelay:{labelbox}:turn:";

    /// <summary>The same for the whole life of the process, so that a turn whose answer was lost is taken again.</summary>
    private readonly string _holder = Guid.NewGuid().ToString("N");

    public async ValueTask<Turn?> TakeAsync(string work, TimeSpan lease, CancellationToken cancellationToken)
    {
        var result = await redis.EvaluateAsync(RedisScripts.TakeTurn, Keys(work), [_holder, Milliseconds(lease)], cancellationToken);
        return result is { IsNull: false } && (long)result is > 0 and var fence ? new RedisTurn(this, work, lease, fence) : null;
    }

    public async ValueTask<string?> ReadAsync(string work, CancellationToken cancellationToken) =>
        await redis.EvaluateAsync(RedisScripts.ReadNote, Keys(work), [], cancellationToken) is { IsNull: false } note ? (string?)note : null;

    public async ValueTask<IReadOnlyList<Fact>> ShareAsync(string work, IReadOnlyList<Fact> own, CancellationToken cancellationToken)
    {
        RedisValue[] arguments = [.. own.SelectMany(fact => (RedisValue[])[fact.Name, fact.At.ToUnixTimeMilliseconds(), fact.Value])];
        if (await redis.EvaluateAsync(RedisScripts.ShareFacts, Keys(work), arguments, cancellationToken) is not { IsNull: false } answer)
        {
            return own;
        }

        var all = (string[])answer!;
        return [.. all.Chunk(2).Select(pair => Read(pair[0], pair[1]))];
    }

    private static Fact Read(string name, string stored)
    {
        var at = stored.IndexOf(' ', StringComparison.Ordinal);
        return new Fact(name, DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(stored.AsSpan(0, at), CultureInfo.InvariantCulture)), stored[(at + 1)..]);
    }

    private static RedisKey[] Keys(string work) => [$"{Prefix}{work}", $"{Prefix}{work}:fence", $"{Prefix}{work}:note", $"{Prefix}{work}:facts"];

    private static long Milliseconds(TimeSpan lease) => (long)lease.TotalMilliseconds;

    private sealed class RedisTurn(RedisTurns turns, string work, TimeSpan lease, long fence) : Turn
    {
        public override async ValueTask<bool> RenewAsync(CancellationToken cancellationToken) =>
            await DidAsync(RedisScripts.RenewTurn, [turns._holder, Milliseconds(lease), fence], cancellationToken);

        public override async ValueTask<bool> WriteAsync(string note, CancellationToken cancellationToken) =>
            await DidAsync(RedisScripts.WriteNote, [turns._holder, fence, note], cancellationToken);

        public override async ValueTask DisposeAsync() => await DidAsync(RedisScripts.EndTurn, [turns._holder, fence], CancellationToken.None);

        private async ValueTask<bool> DidAsync(string script, RedisValue[] arguments, CancellationToken cancellationToken) =>
            await turns.EvaluateAsync(script, work, arguments, cancellationToken) is { IsNull: false } result && (long)result is 1;
    }

    private ValueTask<RedisResult?> EvaluateAsync(string script, string work, RedisValue[] arguments, CancellationToken cancellationToken) =>
        redis.EvaluateAsync(script, Keys(work), arguments, cancellationToken);
}
