namespace WebhookRelay.Deduplication;

/// <summary>
/// The steps of a claim, each one script and so indivisible. KEYS are the id's, the content's and the data row's;
/// ARGV starts with the token in all of them. A key that is not in use is given as its argument being empty.
/// The id's and the content's are notes of five lines: state, token, digest, webhook, secret mark. One value and not a
/// hash, so that a note is read with its neighbour, and written with its end, in one command.
/// </summary>
internal static class RedisScripts
{
    private const string Notes = """
        local token = ARGV[1]
        local notes = redis.call('MGET', KEYS[1], KEYS[2])
        local function read(note)
          return string.match(note, '^(.-)\n(.-)\n(.-)\n(.-)\n(.*)$')
        end

        """;

    /// <summary>ARGV: token, digest, webhook, secret mark, lease in ms, "1" where content is looked at, "1" where the data row is known.</summary>
    public const string Claim = Notes + """
        local function held(key)
          return {'held', tostring(math.max(redis.call('PTTL', key), 0))}
        end
        if notes[1] then
          local state, holder, digest = read(notes[1])
          if state == 'done' then
            if holder == token then return {'relayed'} end
            if digest ~= ARGV[2] then return {'reused', holder} end
            return {'duplicate', holder}
          end
          if holder ~= token then return held(KEYS[1]) end
        end
        local note = table.concat({'claimed', token, ARGV[2], ARGV[3], ARGV[4]}, '\n')
        if ARGV[6] == '1' then
          if notes[2] then
            local state, holder, digest, webhook, mark = read(notes[2])
            if holder ~= token then
              if state ~= 'done' then return held(KEYS[2]) end
              if webhook ~= ARGV[3] or mark ~= ARGV[4] then return {'duplicate', holder} end
              if ARGV[7] == '1' and digest == ARGV[2] and redis.call('GET', KEYS[3]) == holder then return {'duplicate', holder} end
            end
          end
          redis.call('SET', KEYS[2], note, 'PX', ARGV[5])
        end
        redis.call('SET', KEYS[1], note, 'PX', ARGV[5])
        return {'granted'}
        """;

    /// <summary>ARGV as for a claim, with the window in ms instead of the lease, and the content window in ms after it.</summary>
    public const string Commit = Notes + """
        local function mine(note)
          return not note or select(2, read(note)) == token
        end
        local note = table.concat({'done', token, ARGV[2], ARGV[3], ARGV[4]}, '\n')
        if mine(notes[1]) then redis.call('SET', KEYS[1], note, 'PX', ARGV[5]) end
        if ARGV[6] == '1' and mine(notes[2]) then
          redis.call('SET', KEYS[2], note, 'PX', ARGV[8])
          if ARGV[7] == '1' then redis.call('SET', KEYS[3], token, 'PX', ARGV[8]) end
        end
        return 1
        """;

    /// <summary>ARGV: token.</summary>
    public const string Release = Notes + """
        for key = 1, 2 do
          local state, holder
          if notes[key] then state, holder = read(notes[key]) end
          if state == 'claimed' and holder == token then redis.call('DEL', KEYS[key]) end
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
