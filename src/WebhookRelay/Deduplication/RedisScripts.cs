namespace WebhookRelay.Deduplication;

/// <summary>
/// The steps of a claim, each an atomic script. KEYS: event id, content, data row, delivery id; the first and the last are
/// the same key unless another webhook uses the delivery's id. ARGV of a claim and a commit: token, digest, origin, lease,
/// window and content window in ms (content window 0: content is not compared), "1" if the data row is known.
/// </summary>
/// <remarks>
/// A content record counts how often the content was relayed (times) and how often each origin delivered it (from …). An
/// origin that delivered it less often repeats another origin's delivery. Otherwise it is a change back to earlier content,
/// unless nothing else of the data row was relayed since.
/// </remarks>
internal static class RedisScripts
{
    /// <summary>
    /// Calls every command of the other scripts on two dedicated keys; the other KEYS contain one key of each kind that the
    /// scripts use. A user who may run this may run all scripts. ARGV: the keys' expiry in ms, in case the script is interrupted.
    /// Starts with a write that a full Redis refuses; after any other write, Redis lets the script continue.
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

    public const string Claim = """
        local token, digest, origin = ARGV[1], ARGV[2], ARGV[3]
        local function held(key)
          return {'held', tostring(math.max(redis.call('PTTL', key), 0))}
        end
        local function duplicate(of)
          redis.call('HSET', KEYS[1], 'state', 'done', 'token', of, 'digest', digest, 'origin', origin)
          redis.call('PEXPIRE', KEYS[1], ARGV[5])
          return {'duplicate', of}
        end
        local first = redis.call('HMGET', KEYS[4], 'state', 'token', 'digest', 'origin', 'from ' .. origin)
        if first[1] == 'done' then
          if first[2] == token then return {'relayed'} end
          if first[3] == digest then return {'duplicate', first[2]} end
          if first[4] == origin or (first[5] and first[5] ~= digest) then return {'reused', first[2]} end
          redis.call('HSET', KEYS[4], 'from ' .. origin, digest)
          if KEYS[1] == KEYS[4] then return {'taken'} end
        end
        local id = KEYS[1] == KEYS[4] and first or redis.call('HMGET', KEYS[1], 'state', 'token', 'digest')
        if id[1] == 'done' then
          if id[2] == token then return {'relayed'} end
          return {id[3] == digest and 'duplicate' or 'reused', id[2]}
        end
        if id[1] and id[2] ~= token then return held(KEYS[1]) end
        if ARGV[6] ~= '0' then
          local known = redis.call('HMGET', KEYS[2], 'state', 'token', 'times', 'from ' .. origin)
          if known[1] and known[2] ~= token then
            if known[1] ~= 'done' then return held(KEYS[2]) end
            local delivered = tonumber(known[4] or 0)
            if delivered < tonumber(known[3]) then
              redis.call('HSET', KEYS[2], 'from ' .. origin, delivered + 1)
              return duplicate(known[2])
            end
            if ARGV[7] == '1' and redis.call('GET', KEYS[3]) == known[2] then return duplicate(known[2]) end
          end
          redis.call('HSET', KEYS[2], 'state', 'claimed', 'token', token)
          redis.call('PEXPIRE', KEYS[2], ARGV[4])
        end
        redis.call('HSET', KEYS[1], 'state', 'claimed', 'token', token, 'digest', digest, 'origin', origin)
        redis.call('PEXPIRE', KEYS[1], ARGV[4])
        return {'granted'}
        """;

    public const string Commit = """
        local token, digest, origin = ARGV[1], ARGV[2], ARGV[3]
        local holder = redis.call('HGET', KEYS[1], 'token')
        if not holder or holder == token then
          redis.call('HSET', KEYS[1], 'state', 'done', 'token', token, 'digest', digest, 'origin', origin)
          redis.call('PEXPIRE', KEYS[1], ARGV[5])
        end
        local content = redis.call('HMGET', KEYS[2], 'state', 'token', 'times')
        if ARGV[6] ~= '0' and (not content[2] or content[2] == token) then
          if content[1] ~= 'done' then
            local times = tonumber(content[3] or 0) + 1
            redis.call('HSET', KEYS[2], 'times', times, 'from ' .. origin, times)
          end
          redis.call('HSET', KEYS[2], 'state', 'done', 'token', token)
          redis.call('PEXPIRE', KEYS[2], ARGV[6])
          if ARGV[7] == '1' then redis.call('SET', KEYS[3], token, 'PX', ARGV[6]) end
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
}
