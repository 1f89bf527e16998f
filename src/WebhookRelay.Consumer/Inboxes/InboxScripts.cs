namespace WebhookRelay.Consumer.Inboxes;

/// <summary>
/// The inbox's operations. Each is one script and therefore atomic. KEYS are an event's record (its last holder, its fence,
/// the completed handlers, whether all are complete) and its lease, which expires unless its holder renews it.
/// Every operation can be repeated with the same token if its response was lost.
/// </summary>
internal static class InboxScripts
{
    /// <summary>ARGV: token, lease in ms, window in ms. Returns done; held and the remaining ms; or granted, the fence, and the completed handlers.</summary>
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

    /// <summary>ARGV: token, lease in ms, window in ms, fence. Returns 0 if another consumer has taken the event.</summary>
    public const string Renew = """
        local holder = redis.call('HGET', KEYS[1], 'token')
        if holder and holder ~= ARGV[1] then return 0 end
        if not holder then redis.call('HSET', KEYS[1], 'token', ARGV[1], 'fence', ARGV[4]) end
        redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
        redis.call('PEXPIRE', KEYS[1], ARGV[3])
        return 1
        """;

    /// <summary>ARGV: token, window in ms, fence, handler, "1" for the last one. Returns 0 if another consumer has taken the event.</summary>
    public const string RecordCompletion = """
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

    /// <summary>ARGV: token. Keeps the record, which holds the fence and the completed handlers.</summary>
    public const string Release = """
        if redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('DEL', KEYS[2]) end
        return 1
        """;
}
