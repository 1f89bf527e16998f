using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using WebhookRelay.Consumer;

namespace WebhookRelay.IntegrationTests.Support;

/// <summary>Runs a test's handler, and records its calls and the package's log.</summary>
internal sealed class RecordedHandler(Func<AnyEvent, EventContext, CancellationToken, Task>? handler = null) : ILoggerProvider, ILogger
{
    private static readonly TimeSpan HappensWithin = TimeSpan.FromSeconds(120);

    private readonly ConcurrentQueue<Call> _calls = new();
    private readonly ConcurrentQueue<string> _logged = new();

    public IReadOnlyCollection<Call> Calls => _calls;

    public IReadOnlyCollection<string> Logged => _logged;

    public async Task DoAsync(AnyEvent labelboxEvent, EventContext context, CancellationToken cancellationToken)
    {
        _calls.Enqueue(new Call(labelboxEvent, context, TimeProvider.System.GetTimestamp()));
        if (handler is not null)
        {
            await handler(labelboxEvent, context, cancellationToken);
        }
    }

    /// <summary>Waits until the handlers were called that often.</summary>
    public async Task<IReadOnlyList<Call>> CalledAsync(int count)
    {
        await Eventually.TrueAsync(() => Task.FromResult(_calls.Count >= count), HappensWithin, $"{count} calls of handlers", () => $"{_calls.Count} calls. {string.Join('\n', _logged.TakeLast(20))}");
        return [.. _calls];
    }

    public Task LogsAsync(string text) =>
        Eventually.TrueAsync(() => Task.FromResult(_logged.Any(line => line.Contains(text, StringComparison.Ordinal))), HappensWithin, $"it logs '{text}'", () => string.Join('\n', _logged.TakeLast(20)));

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _logged.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose()
    {
    }

    /// <summary>One call of a handler.</summary>
    internal sealed record Call(AnyEvent Event, EventContext Context, long At);
}

/// <summary>A handler that delegates to the test.</summary>
internal sealed class RecordingConsumer<TEvent>(RecordedHandler handler) : IConsume<TEvent>
    where TEvent : AnyEvent
{
    public Task ConsumeAsync(TEvent labelboxEvent, EventContext context, CancellationToken cancellationToken) => handler.DoAsync(labelboxEvent, context, cancellationToken);
}
