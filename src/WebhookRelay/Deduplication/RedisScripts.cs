namespace WebhookRelay.Deduplication;

/// <summary>
/// The steps of a claim, each one script and so indivisible. KEYS are the id's, the content's and the data row's;
/// ARGV starts with the token in all of them. A key that is not in use is given as its argument being empty.
/// </summary>
internal static class RedisScripts
{
    /// <summary>
    /// Calls every command that the other scripts call, on two keys of its own; the other KEYS are of each kind that they are
    /// given. A user who may run this may run them all. ARGV: how long the keys live in ms, should the script break off. It
    /// begins with a write that a full Redis refuses: after any other, Redis lets it go on.
    /// </summary>
    public const string Probe = """
        redis.call('HSET', KEYS[1], 'state', 'probe')
        redis.call('PEXPIRE', KEYS[1], ARGV[1])
        redis.call('PTTL', KEYS[1])
        redis.call('HGET', KEYS[1], 'state')
        redis.call('HMGET', KEYS[1], 'state')
        redis.call('HGETALL', KEYS[1])
        redis.call('SET', KEYS[2], 1, 'PX', ARGV[1])
        redis.call('GET', KEYS[2])
        redis.call('INCR', KEYS[2])
        redis.call('DEL', KEYS[1], KEYS[2])
        return 1
        """;

    /// <summary>ARGV: token, digest, webhook, secret mark, lease in ms, "1" where content is looked at, "1" where the data row is known.</summary>
    public const string Claim = """
        local token, digest = ARGV[1], ARGV[2]
        local function held(key)
          return {'held', tostring(math.max(redis.call('PTTL', key), 0))}
        end
        local id = redis.call('HMGET', KEYS[1], 'state', 'token', 'digest')
        if id[1] == 'done' then
          if id[2] == token then return {'relayed'} end
          if id[3] ~= digest then return {'reused', id[2]} end
          return {'duplicate', id[2]}
        end
        if id[1] and id[2] ~= token then return held(KEYS[1]) end
        if ARGV[6] == '1' then
          local told = redis.call('HMGET', KEYS[2], 'state', 'token', 'digest', 'webhook', 'mark')
          if told[1] and told[2] ~= token then
            if told[1] ~= 'done' then return held(KEYS[2]) end
            if told[4] ~= ARGV[3] or told[5] ~= ARGV[4] then return {'duplicate', told[2]} end
            if ARGV[7] == '1' and told[3] == digest and redis.call('GET', KEYS[3]) == told[2] then return {'duplicate', told[2]} end
          end
          redis.call('HSET', KEYS[2], 'state', 'claimed', 'token', token, 'digest', digest, 'webhook', ARGV[3], 'mark', ARGV[4])
          redis.call('PEXPIRE', KEYS[2], ARGV[5])
        end
        redis.call('HSET', KEYS[1], 'state', 'claimed', 'token', token, 'digest', digest)
        redis.call('PEXPIRE', KEYS[1], ARGV[5])
        return {'granted'}
        """;

    /// <summary>ARGV as for a claim, with the window in ms instead of the lease, and the content window in ms after it.</summary>
    public const string Commit = """
        local token = ARGV[1]
        local function mine(key)
          local holder = redis.call('HGET', key, 'token')
          return not holder or holder == token
        end
        if mine(KEYS[1]) then
          redis.call('HSET', KEYS[1], 'state', 'done', 'token', token, 'digest', ARGV[2])
          redis.call('PEXPIRE', KEYS[1], ARGV[5])
        end
        if ARGV[6] == '1' and mine(KEYS[2]) then
          redis.call('HSET', KEYS[2], 'state', 'done', 'token', token, 'digest', ARGV[2], 'webhook', ARGV[3], 'mark', ARGV[4])
          redis.call('PEXPIRE', KEYS[2], ARGV[8])
          if ARGV[7] == '1' then redis.call('SET', KEYS[3], token, 'PX', ARGV[8]) end
        end
        return 1
        """;

    /// <summary>ARGV: token.</summary>
    public const string Release = """
        for key = 1, 2 do
          local held = redis.call('HMGET', KEYS[key], 'state', 'token')
          if held[1] == 'claimed' and held[2] == ARGV[1] then redis.call('DEL', KEYS[key]) end
        end
        return 1
        """;

    // Of a turn, KEYS are the lock's, the fence's, the note's and the facts'.

    /// <summary>ARGV: holder, lease in ms. The fence of the turn, or 0 where somebody else has it.</summary>
    public const string TakeTurn = """
        local holder = redis.call('GET', KEYS[1])
        if holder and holder ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        return redis.call('INCR', KEYS[2])
        """;

    /// <summary>ARGV: holder, lease in ms, fence.</summary>
    public const string RenewTurn = """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] or redis.call('GET', KEYS[2]) ~= ARGV[3] then return 0 end
        redis.call('PEXPIRE', KEYS[1], ARGV[2])
        return 1
        """;

    /// <summary>ARGV: holder, fence, note.</summary>
    public const string WriteNote = """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] or redis.call('GET', KEYS[2]) ~= ARGV[2] then return 0 end
        redis.call('SET', KEYS[3], ARGV[3])
        return 1
        """;

    /// <summary>ARGV: holder, fence.</summary>
    public const string EndTurn = """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] or redis.call('GET', KEYS[2]) ~= ARGV[2] then return 0 end
        return redis.call('DEL', KEYS[1])
        """;

    public const string ReadNote = "return redis.call('GET', KEYS[3])";

    /// <summary>ARGV: name, time in ms and value of each fact. All of them, each as its time, a blank and its value.</summary>
    public const string ShareFacts = """
        for i = 1, #ARGV, 3 do
          local known = redis.call('HGET', KEYS[4], ARGV[i])
          if not known or tonumber(string.match(known, '^%d+')) <= tonumber(ARGV[i + 1]) then
            redis.call('HSET', KEYS[4], ARGV[i], ARGV[i + 1] .. ' ' .. ARGV[i + 2])
          end
        end
        return redis.call('HGETALL', KEYS[4])
        """;
}
