using System.Globalization;

namespace WebhookRelay.Deduplication;

/// <summary>What the relays of one Redis count their sequences by: none lags behind the one that is furthest ahead.</summary>
internal sealed class SharedSequence(IScriptRunner redis)
{
    /// <summary>
    /// ARGV: the relay's own reading, how long the key is kept in ms. It holds the furthest reading, and its remaining time
    /// tells how long ago that was, so the answer is what the furthest would read now. Beyond the year 2200 it is not one.
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

    /// <summary>Tells the others what a relay reads, and returns what the furthest of all reads now; null where Redis is away.</summary>
    public async ValueTask<long?> ExchangeAsync(long own, CancellationToken cancellationToken) =>
        await redis.EvaluateAsync(Script, [Key], [own, (long)Expiry.TotalMilliseconds], cancellationToken) is { } answer
            ? long.Parse(((string[])answer!)[0], NumberStyles.None, CultureInfo.InvariantCulture)
            : null;
}
