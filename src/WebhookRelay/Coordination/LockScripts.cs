namespace WebhookRelay.Coordination;

/// <summary>The lock's steps in Redis, each an atomic script. KEYS: lock, fence, state, facts.</summary>
internal static class LockScripts
{
    /// <summary>ARGV: holder, lease in ms. Returns the fencing token, or 0 if another holder has the lock.</summary>
    public const string AcquireLock = """
        local holder = redis.call('GET', KEYS[1])
        if holder and holder ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        return redis.call('INCR', KEYS[2])
        """;

    /// <summary>ARGV: holder, lease in ms, fence.</summary>
    public const string RenewLock = """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] or redis.call('GET', KEYS[2]) ~= ARGV[3] then return 0 end
        redis.call('PEXPIRE', KEYS[1], ARGV[2])
        return 1
        """;

    /// <summary>ARGV: holder, fence, state.</summary>
    public const string WriteState = """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] or redis.call('GET', KEYS[2]) ~= ARGV[2] then return 0 end
        redis.call('SET', KEYS[3], ARGV[3])
        return 1
        """;

    /// <summary>ARGV: holder, fence.</summary>
    public const string ReleaseLock = """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] or redis.call('GET', KEYS[2]) ~= ARGV[2] then return 0 end
        return redis.call('DEL', KEYS[1])
        """;

    public const string ReadState = "return redis.call('GET', KEYS[3])";

    /// <summary>ARGV: name, time in ms and value of each fact. Returns all facts, each as time, blank and value.</summary>
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
