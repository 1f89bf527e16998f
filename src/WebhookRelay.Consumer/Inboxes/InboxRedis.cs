using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace WebhookRelay.Consumer.Inboxes;

/// <summary>The connection to Redis. Calls wait while it is unavailable: without the inbox, no decision about an event is safe.</summary>
internal sealed partial class InboxRedis(IOptions<LabelboxConsumerOptions> options, TimeProvider time, ILogger<InboxRedis> logger) : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task<ConnectionMultiplexer>? _connection;
    private int _unavailable;

    /// <summary>Whether the last call succeeded.</summary>
    public bool IsAvailable => Volatile.Read(ref _unavailable) is 0;

    /// <summary>Runs a script, and retries until Redis responds.</summary>
    public async Task<RedisResult> EvaluateAsync(string script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        while (true)
        {
            if (await TryEvaluateAsync(script, keys, arguments, cancellationToken) is { } answer)
            {
                return answer;
            }

            await Task.Delay(pause, time, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>Runs a script once. Null if there was no response; the script may still have run.</summary>
    public async Task<RedisResult?> TryEvaluateAsync(string script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            var redis = await ConnectionAsync().WaitAsync(cancellationToken);
            var answer = await redis.GetDatabase().ScriptEvaluateAsync(script, keys, arguments).WaitAsync(Deadline, time, cancellationToken);
            if (Interlocked.Exchange(ref _unavailable, 0) is 1)
            {
                LogAvailable(logger);
            }

            return answer;
        }
        catch (Exception e) when (e is RedisException or TimeoutException or RedisCommandException)
        {
            if (Interlocked.Exchange(ref _unavailable, 1) is 0)
            {
                // Log the type only: the message contains hosts and client settings.
                LogUnavailable(logger, e.GetType().Name);
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

    /// <summary>One shared connection; a new one if the last attempt failed.</summary>
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

    [LoggerMessage(1, LogLevel.Warning, "Redis does not respond ({Reason}): until it does, no event is started or acknowledged")]
    private static partial void LogUnavailable(ILogger logger, string reason);

    [LoggerMessage(2, LogLevel.Information, "Redis responds again")]
    private static partial void LogAvailable(ILogger logger);
}
