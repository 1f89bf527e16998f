using System.Globalization;
using StackExchange.Redis;
using WebhookRelay.Deduplication;
using WebhookRelay.Simulation.Time;

namespace WebhookRelay.Simulation.Redis;

/// <summary>The simulated Redis data and claim scripts. <c>SimulatedRedisTests</c> runs the same cases against a real Redis.</summary>
internal sealed class Keyspace(Timeline timeline)
{
    private readonly Dictionary<string, Held> _keys = new(StringComparer.Ordinal);

    public void Flush() => _keys.Clear();

    public void Expire(string key) => _keys.Remove(key);

    public RedisResult Run(string script, RedisKey[] keys, RedisValue[] arguments)
    {
        string[] names = [.. keys.Select(key => key.ToString())];
        return script switch
        {
            RedisScripts.Claim => RedisResult.Create([.. Claim(names, arguments).Select(answer => RedisResult.Create(answer))]),
            RedisScripts.Commit => Commit(names, arguments),
            RedisScripts.Release => Release(names, arguments[0]),
            _ => throw new NotSupportedException("The relay does not run such a script."),
        };
    }

    /// <summary>The holder of a key, whether it is done, and the remaining lifetime.</summary>
    public (string Token, bool Done, TimeSpan Left)? HolderOf(string key) => Find(key) is { } held ? (held.Token.ToString(), held.Done, held.Until - timeline.Now) : null;

    private RedisValue[] Claim(string[] keys, RedisValue[] arguments)
    {
        var (token, digest, origin, contentWindow) = (arguments[0], arguments[1], arguments[2], (long)arguments[5]);
        RedisValue[] Duplicate(RedisValue of)
        {
            _keys[keys[0]] = new Held(of, Done: true, digest, origin, After(arguments[4]), Find(keys[0])?.From ?? []);
            return ["duplicate", of];
        }

        if (Find(keys[3]) is { Done: true } first)
        {
            if (first.Token == token)
            {
                return ["relayed"];
            }

            if (first.Digest == digest)
            {
                return ["duplicate", first.Token];
            }

            if (first.Origin == origin || (first.From.TryGetValue(origin, out var used) && used != digest))
            {
                return ["reused", first.Token];
            }

            first.From[origin] = digest;
            if (string.Equals(keys[0], keys[3], StringComparison.Ordinal))
            {
                return ["taken"];
            }
        }

        switch (Find(keys[0]))
        {
            case { Done: true } done:
                return done.Token == token ? ["relayed"] : [done.Digest == digest ? "duplicate" : "reused", done.Token];
            case { } held when held.Token != token:
                return IsHeld(held);
        }

        if (contentWindow > 0)
        {
            switch (Find(keys[1]))
            {
                case { Done: false } held when held.Token != token:
                    return IsHeld(held);
                case { Done: true } known when known.Token != token:
                    var delivered = (long)known.From.GetValueOrDefault(origin, 0);
                    if (delivered < known.Times)
                    {
                        known.From[origin] = delivered + 1;
                        return Duplicate(known.Token);
                    }

                    if (arguments[6] == 1 && Find(keys[2])?.Token == known.Token)
                    {
                        return Duplicate(known.Token);
                    }

                    break;
            }

            Put(keys[1], new Held(token, Done: false, digest, origin, After(arguments[3]), []));
        }

        Put(keys[0], new Held(token, Done: false, digest, origin, After(arguments[3]), []));
        return ["granted"];
    }

    private RedisResult Commit(string[] keys, RedisValue[] arguments)
    {
        var (token, digest, origin, contentWindow) = (arguments[0], arguments[1], arguments[2], (long)arguments[5]);
        if (IsFreeFor(keys[0], token))
        {
            Put(keys[0], new Held(token, Done: true, digest, origin, After(arguments[4]), []));
        }

        if (contentWindow > 0 && IsFreeFor(keys[1], token))
        {
            var isCounted = Find(keys[1]) is { Done: true };
            Put(keys[1], new Held(token, Done: true, digest, origin, After(arguments[5]), []));
            var content = _keys[keys[1]];
            if (!isCounted)
            {
                _keys[keys[1]] = content with { Times = content.Times + 1 };
                content.From[origin] = content.Times + 1;
            }

            if (arguments[6] == 1)
            {
                _keys[keys[2]] = new Held(token, Done: true, digest, origin, After(arguments[5]), []);
            }
        }

        return RedisResult.Create((RedisValue)1);
    }

    private RedisResult Release(string[] keys, RedisValue token)
    {
        foreach (var key in keys[..2])
        {
            if (Find(key) is { Done: false } held && held.Token == token)
            {
                _keys.Remove(key);
            }
        }

        return RedisResult.Create((RedisValue)1);
    }

    /// <summary>Like HSET, keeps the record's counters.</summary>
    private void Put(string key, Held held) => _keys[key] = Find(key) is { } before ? held with { From = before.From, Times = before.Times } : held;

    private bool IsFreeFor(string key, RedisValue token) => Find(key) is not { } held || held.Token == token;

    private RedisValue[] IsHeld(Held held) => ["held", ((long)(held.Until - timeline.Now).TotalMilliseconds).ToString(CultureInfo.InvariantCulture)];

    private TimeSpan After(RedisValue milliseconds) => timeline.Now + TimeSpan.FromMilliseconds((long)milliseconds);

    private Held? Find(string key)
    {
        if (_keys.TryGetValue(key, out var held) && held.Until > timeline.Now)
        {
            return held;
        }

        _keys.Remove(key);
        return null;
    }

    private sealed record Held(RedisValue Token, bool Done, RedisValue Digest, RedisValue Origin, TimeSpan Until, Dictionary<RedisValue, RedisValue> From)
    {
        /// <summary>How often this content was relayed.</summary>
        public long Times { get; init; }
    }
}
