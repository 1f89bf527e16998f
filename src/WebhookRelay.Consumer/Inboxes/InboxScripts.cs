namespace WebhookRelay.Consumer.Inboxes;

/// <summary>
/// The inbox's steps, each one script and so indivisible. KEYS are an event's record (who took it last, its fence, which
/// handlers have ended, whether all have) and its lease, which lives as long as its holder gives signs of life.
/// Every step may be sent again with the same token when its answer was lost.
/// </summary>
internal static class InboxScripts
{
    /// <summary>ARGV: token, lease in ms, window in ms. Answers done; held and the ms left; or granted, the fence, and the handlers that have ended.</summary>
    public const string Claim = """
        local token = ARGV[1]
        local record = redis.call('HMGET', KEYS[1], 'state', 'token', 'fence')
        if record[1] == 'done' then return {'done'} end
        local holder = redis.call('GET', KEYS[2])
        if holder and holder ~= token then return {'held', tostring(math.max(redis.call('PTTL', KEYS[2]), 0))} end
        local fence = record[3]
        if record[2] ~= token then
          local now = redis.call('TIME')
          fence = string.format('%.0f', math.max((tonumber(record[3]) or 0) + 1, now[1] * 1000000 + now[2]))
          redis.call('HSET', KEYS[1], 'token', token, 'fence', fence)
        end
        redis.call('SET', KEYS[2], token, 'PX', ARGV[2])
        redis.call('PEXPIRE', KEYS[1], ARGV[3])
        local answer = {'granted', fence}
        for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
          if string.sub(field, 1, 8) == 'handler:' then answer[#answer + 1] = string.sub(field, 9) end
        end
        return answer
        """;

    /// <summary>ARGV: token, lease in ms, window in ms, fence. Answers 0 where another has taken the event.</summary>
    public const string Renew = """
        local holder = redis.call('HGET', KEYS[1], 'token')
        if holder and holder ~= ARGV[1] then return 0 end
        if not holder then redis.call('HSET', KEYS[1], 'token', ARGV[1], 'fence', ARGV[4]) end
        redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
        redis.call('PEXPIRE', KEYS[1], ARGV[3])
        return 1
        """;

    /// <summary>ARGV: token, window in ms, fence, handler, "1" where it is the last. Answers 0 where another has taken the event.</summary>
    public const string Note = """
        local holder = redis.call('HGET', KEYS[1], 'token')
        if holder and holder ~= ARGV[1] then return 0 end
        redis.call('HSET', KEYS[1], 'token', ARGV[1], 'fence', ARGV[3], 'handler:' .. ARGV[4], '1')
        if ARGV[5] == '1' then
          redis.call('HSET', KEYS[1], 'state', 'done')
          redis.call('DEL', KEYS[2])
        end
        redis.call('PEXPIRE', KEYS[1], ARGV[2])
        return 1
        """;

    /// <summary>ARGV: token. The record stays: it holds the fence, and which handlers have ended.</summary>
    public const string Release = """
        if redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('DEL', KEYS[2]) end
        return 1
        """;
}
