using System.Globalization;

namespace WebhookRelay.Deduplication;

/// <summary>The shared sequence clock of the replicas: none lags behind the most advanced one.</summary>
internal sealed class SharedSequence(IScriptRunner redis)
{
    /// <summary>
    /// ARGV: the replica's own reading, the key's expiry in ms. The key holds the highest reading, and its remaining time
    /// shows how long ago that was, so the result is what the most advanced clock reads now. Readings beyond the year 2200
    /// are ignored.
    /// </summary>
    internal const string Script = """
        local furthest, keep = tonumber(ARGV[1]), tonumber(ARGV[2])
        local shared, left = tonumber(redis.call('GET', KEYS[1]) or '') or 0, redis.call('PTTL', KEYS[1])
        if left > 0 and left <= keep then
          shared = shared + (keep - left) * 1000
          if shared > furthest and shared < 7258118400000000 then furthest = shared end
        end
        local text = string.format('%.0f', furthest)
        redis.call('SET', KEYS[1], text, 'PX', keep)
        return {text}
        """;

    private const string Key = $"{RedisDeduplication.Prefix}sequence";

    private static readonly TimeSpan Expiry = TimeSpan.FromDays(1);

    /// <summary>Shares a replica's reading, and returns what the most advanced clock reads now; null if Redis is not available.</summary>
    public async ValueTask<long?> ExchangeAsync(long own, CancellationToken cancellationToken) =>
        await redis.EvaluateAsync(Script, [Key], [own, (long)Expiry.TotalMilliseconds], cancellationToken) is { } answer
            ? long.Parse(((string[])answer!)[0], NumberStyles.None, CultureInfo.InvariantCulture)
            : null;
}
