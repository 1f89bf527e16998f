using System.Collections;
using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace WebhookRelay.Tests.LabelboxApi;

/// <summary>Everything that was logged: the lines, their properties, their scopes and their exceptions.</summary>
internal sealed class CapturedLog : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<string> _lines = new();
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public string Text => string.Join('\n', _lines);

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    private static string Spread(object? value) => value switch
    {
        null or string => $"{value}",
        IEnumerable many => $"{value} [{string.Join(", ", many.Cast<object?>().Select(Spread))}]",
        _ when value.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>) =>
            $"{Spread(type.GetProperty("Key")!.GetValue(value))}={Spread(type.GetProperty("Value")!.GetValue(value))}",
        _ => $"{value}",
    };

    private sealed class Logger(CapturedLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            List<string> scopes = [];
            log._scopes.ForEachScope((scope, all) => all.Add(Spread(scope)), scopes);
            log._lines.Enqueue($"{logLevel} {category}: {formatter(state, exception)} | {Spread(state)} | {string.Join(" > ", scopes)} | {exception}");
        }
    }
}
