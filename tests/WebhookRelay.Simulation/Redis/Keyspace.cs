using System.Globalization;
using StackExchange.Redis;
using WebhookRelay.Deduplication;
using WebhookRelay.Simulation.Time;

namespace WebhookRelay.Simulation.Redis;

/// <summary>What Redis holds, and the scripts of a claim as Redis runs them. The same cases are put to a real one (<c>ClaimTwinTests</c>).</summary>
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
            _ => throw new NotSupportedException("No such script is run by the relay's line."),
        };
    }

    /// <summary>Who holds a key, whether they are done, and how long it still lasts.</summary>
    public (string Token, bool Done, TimeSpan Left)? HolderOf(string key) => Find(key) is { } held ? (held.Token.ToString(), held.Done, held.Until - timeline.Now) : null;

    private RedisValue[] Claim(string[] keys, RedisValue[] arguments)
    {
        var (token, digest, webhook, mark, looksAtContent) = (arguments[0], arguments[1], arguments[2], arguments[3], arguments[5] == 1);
        var until = After(arguments[4]);
        switch (Find(keys[0]))
        {
            case { Done: true } done:
                return done.Token == token ? ["relayed"] : done.Digest != digest ? ["reused", done.Token] : ["duplicate", done.Token];
            case { } held when held.Token != token:
                return IsHeld(held);
        }

        if (looksAtContent)
        {
            switch (Find(keys[1]))
            {
                case { Done: false } held when held.Token != token:
                    return IsHeld(held);
                case { Done: true } told when told.Token != token
                    && (told.Webhook != webhook || told.Mark != mark || (arguments[6] == 1 && told.Digest == digest && Find(keys[2])?.Token == told.Token)):
                    return ["duplicate", told.Token];
            }

            _keys[keys[1]] = new Held(token, Done: false, digest, webhook, mark, until);
        }

        _keys[keys[0]] = new Held(token, Done: false, digest, Webhook: default, Mark: default, until);
        return ["granted"];
    }

    private RedisResult Commit(string[] keys, RedisValue[] arguments)
    {
        var (token, digest, webhook, mark) = (arguments[0], arguments[1], arguments[2], arguments[3]);
        if (IsFreeFor(keys[0], token))
        {
            _keys[keys[0]] = new Held(token, Done: true, digest, Webhook: default, Mark: default, After(arguments[4]));
        }

        if (arguments[5] == 1 && IsFreeFor(keys[1], token))
        {
            _keys[keys[1]] = new Held(token, Done: true, digest, webhook, mark, After(arguments[7]));
            if (arguments[6] == 1)
            {
                _keys[keys[2]] = new Held(token, Done: true, digest, Webhook: default, Mark: default, After(arguments[7]));
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

    private sealed record Held(RedisValue Token, bool Done, RedisValue Digest, RedisValue Webhook, RedisValue Mark, TimeSpan Until);
}
