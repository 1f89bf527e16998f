using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace WebhookRelay.Consumer.Inboxes;

/// <summary>The connection to Redis. While it is away a question waits: without the inbox nothing is known about an event.</summary>
internal sealed partial class InboxRedis(IOptions<LabelboxConsumerOptions> options, TimeProvider time, ILogger<InboxRedis> logger) : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task<ConnectionMultiplexer>? _connection;
    private int _away;

    /// <summary>Whether the last question was answered.</summary>
    public bool Answers => Volatile.Read(ref _away) is 0;

    /// <summary>Runs a script, as often as it takes to get an answer.</summary>
    public async Task<RedisResult> AskAsync(string script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        while (true)
        {
            if (await TryAskAsync(script, keys, arguments, cancellationToken) is { } answer)
            {
                return answer;
            }

            await Task.Delay(pause, time, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>Runs a script once. Null where there was no answer; it may have been run all the same.</summary>
    public async Task<RedisResult?> TryAskAsync(string script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            var redis = await ConnectionAsync().WaitAsync(cancellationToken);
            var answer = await redis.GetDatabase().ScriptEvaluateAsync(script, keys, arguments).WaitAsync(Deadline, time, cancellationToken);
            if (Interlocked.Exchange(ref _away, 0) is 1)
            {
                LogCame(logger);
            }

            return answer;
        }
        catch (Exception e) when (e is RedisException or TimeoutException or RedisCommandException)
        {
            if (Interlocked.Exchange(ref _away, 1) is 0)
            {
                // The type, not the message: that one tells hosts and client settings.
                LogWent(logger, e.GetType().Name);
            }

            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is { IsCompletedSuccessfully: true } connection)
        {
            await (await connection).DisposeAsync();
        }
    }

    /// <summary>One for all, and another where that one could not be made.</summary>
    private Task<ConnectionMultiplexer> ConnectionAsync()
    {
        lock (_lock)
        {
            return _connection = _connection is null or { IsFaulted: true } or { IsCanceled: true } ? ConnectAsync(options.Value.Redis!) : _connection;
        }
    }

    private static Task<ConnectionMultiplexer> ConnectAsync(string redis)
    {
        var settings = ConfigurationOptions.Parse(redis);
        settings.AbortOnConnectFail = false;
        settings.BacklogPolicy = BacklogPolicy.FailFast;
        settings.ConnectTimeout = (int)Deadline.TotalMilliseconds;
        settings.AsyncTimeout = (int)Deadline.TotalMilliseconds;
        settings.ReconnectRetryPolicy = new LinearRetry((int)LongestPause.TotalMilliseconds);
        settings.ClientName ??= "WebhookRelay.Consumer";
        return ConnectionMultiplexer.ConnectAsync(settings);
    }

    [LoggerMessage(1, LogLevel.Warning, "Redis does not answer ({Reason}): no event is begun until it does, and none is acknowledged")]
    private static partial void LogWent(ILogger logger, string reason);

    [LoggerMessage(2, LogLevel.Information, "Redis answers again")]
    private static partial void LogCame(ILogger logger);
}
