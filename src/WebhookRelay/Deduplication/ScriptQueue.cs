using StackExchange.Redis;

namespace WebhookRelay.Deduplication;

/// <summary>
/// Batches the calls of one script. Calls made while another is in flight are sent together as one, so Redis gets fewer
/// calls per delivery under load. Each call runs as if alone, in order.
/// </summary>
/// <param name="script">The script of a single call.</param>
/// <param name="ask">Calls Redis; null if it is not available.</param>
internal sealed class ScriptQueue(string script, Func<string, RedisKey[], RedisValue[], Task<RedisResult?>> ask)
{
    /// <summary>Small enough that Redis, which runs scripts exclusively, needs about a millisecond.</summary>
    private const int MostTogether = 64;

    /// <summary>ARGV contains, for each call, its numbers of keys and arguments, then its arguments.</summary>
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

    /// <summary>The script's result; null if Redis is not available. The script may have run even then.</summary>
    /// <param name="keys">KEYS of the script.</param>
    /// <param name="arguments">ARGV of the script.</param>
    /// <param name="cancellationToken">Cancels the wait. A call that was not sent yet is dropped.</param>
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
            // Let other ready work run first: much of it makes calls as well.
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

    /// <summary>Continuations run asynchronously, so that callers do not delay the next batch.</summary>
    private sealed class Call(RedisKey[] keys, RedisValue[] arguments, CancellationToken givenUp) : TaskCompletionSource<RedisResult?>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public RedisKey[] Keys => keys;

        public RedisValue[] Arguments => arguments;

        public bool IsGivenUp => givenUp.IsCancellationRequested;
    }
}
