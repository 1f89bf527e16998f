using StackExchange.Redis;

namespace WebhookRelay.Deduplication;

/// <summary>
/// The calls of one script. Those that come while others are under way wait for them and then go together, as one call:
/// the busier it is, the fewer calls Redis gets for each delivery. Each is run as if it were alone, in the order they came.
/// </summary>
/// <param name="script">The script of a single call.</param>
/// <param name="ask">Asks Redis; null where it is away.</param>
internal sealed class ScriptQueue(string script, Func<string, RedisKey[], RedisValue[], Task<RedisResult?>> ask)
{
    /// <summary>So few that Redis, which does nothing else meanwhile, is done with them in a millisecond.</summary>
    private const int MostTogether = 64;

    /// <summary>ARGV has for each call how many keys and how many arguments it has, and then those arguments.</summary>
    private readonly string _together = $$"""
        local function run(KEYS, ARGV)
        {{script}}
        end
        local answers, call, key, argument = {}, 0, 0, 0
        while argument < #ARGV do
          local keys, arguments = {}, {}
          local keyCount, argumentCount = tonumber(ARGV[argument + 1]), tonumber(ARGV[argument + 2])
          for i = 1, keyCount do keys[i] = KEYS[key + i] end
          for i = 1, argumentCount do arguments[i] = ARGV[argument + 2 + i] end
          key, argument = key + keyCount, argument + 2 + argumentCount
          call = call + 1
          answers[call] = run(keys, arguments) or false
        end
        return answers
        """;

    private readonly Lock _lock = new();
    private readonly Queue<Call> _waiting = new();
    private bool _isUnderWay;

    /// <summary>The script's answer; null where Redis is away. What is null may have been run all the same.</summary>
    /// <param name="keys">KEYS of the script.</param>
    /// <param name="arguments">ARGV of the script.</param>
    /// <param name="cancellationToken">Ends the waiting. A call that Redis was not asked yet is then not asked any more.</param>
    public Task<RedisResult?> RunAsync(RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        var call = new Call(keys, arguments, cancellationToken);
        lock (_lock)
        {
            _waiting.Enqueue(call);
            if (_isUnderWay)
            {
                return call.Task.WaitAsync(cancellationToken);
            }

            _isUnderWay = true;
        }

        _ = AskAllAsync();
        return call.Task.WaitAsync(cancellationToken);
    }

    private async Task AskAllAsync()
    {
        var calls = new List<Call>(MostTogether);
        while (true)
        {
            // Whatever else can go on now goes first, and much of it asks as well.
            await Task.Yield();
            if (!TakeWaiting(calls))
            {
                return;
            }

            try
            {
                Answer(calls, await AskAsync(calls));
            }
            catch (Exception e)
            {
                calls.ForEach(call => call.TrySetException(e));
            }

            calls.Clear();
        }
    }

    private bool TakeWaiting(List<Call> calls)
    {
        lock (_lock)
        {
            while (calls.Count < MostTogether && _waiting.TryDequeue(out var call))
            {
                if (!call.IsGivenUp)
                {
                    calls.Add(call);
                }
            }

            return _isUnderWay = calls.Count > 0;
        }
    }

    private Task<RedisResult?> AskAsync(List<Call> calls)
    {
        if (calls is [var single])
        {
            return ask(script, single.Keys, single.Arguments);
        }

        var keys = new RedisKey[calls.Sum(call => call.Keys.Length)];
        var arguments = new RedisValue[calls.Sum(call => call.Arguments.Length + 2)];
        var (key, argument) = (0, 0);
        foreach (var call in calls)
        {
            call.Keys.CopyTo(keys, key);
            key += call.Keys.Length;
            arguments[argument++] = call.Keys.Length;
            arguments[argument++] = call.Arguments.Length;
            call.Arguments.CopyTo(arguments, argument);
            argument += call.Arguments.Length;
        }

        return ask(_together, keys, arguments);
    }

    private static void Answer(List<Call> calls, RedisResult? answer)
    {
        for (var i = 0; i < calls.Count; i++)
        {
            calls[i].SetResult(calls.Count is 1 ? answer : answer?[i]);
        }
    }

    /// <summary>Whoever waits goes on by itself, and does not keep the next calls from being asked.</summary>
    private sealed class Call(RedisKey[] keys, RedisValue[] arguments, CancellationToken givenUp) : TaskCompletionSource<RedisResult?>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public RedisKey[] Keys => keys;

        public RedisValue[] Arguments => arguments;

        public bool IsGivenUp => givenUp.IsCancellationRequested;
    }
}
