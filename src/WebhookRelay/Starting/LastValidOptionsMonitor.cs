using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace WebhookRelay.Starting;

/// <summary>The current settings. An invalid change is logged and ignored.</summary>
internal sealed partial class LastValidOptionsMonitor<TOptions> : IOptionsMonitor<TOptions>, IDisposable
    where TOptions : class
{
    private readonly IOptionsFactory<TOptions> _factory;
    private readonly ILogger<LastValidOptionsMonitor<TOptions>> _logger;
    private readonly List<IDisposable> _watches;
    private readonly Lock _lock = new();
    private Action<TOptions, string?>? _listeners;
    private volatile TOptions? _current;

    public LastValidOptionsMonitor(IOptionsFactory<TOptions> factory, IEnumerable<IOptionsChangeTokenSource<TOptions>> sources, ILogger<LastValidOptionsMonitor<TOptions>> logger)
    {
        (_factory, _logger) = (factory, logger);
        _watches = [.. sources.Select(source => ChangeToken.OnChange(source.GetChangeToken, Reload))];
    }

    /// <exception cref="OptionsValidationException">The settings were invalid from the beginning; the start refuses this.</exception>
    public TOptions CurrentValue
    {
        get
        {
            if (_current is { } current)
            {
                return current;
            }

            lock (_lock)
            {
                return _current ??= _factory.Create(Options.DefaultName);
            }
        }
    }

    public TOptions Get(string? name) => CurrentValue;

    public IDisposable OnChange(Action<TOptions, string?> listener)
    {
        lock (_lock)
        {
            _listeners += listener;
        }

        return new Subscription(this, listener);
    }

    public void Dispose() => _watches.ForEach(watch => watch.Dispose());

    private void Reload()
    {
        Action<TOptions, string?>? listeners;
        lock (_lock)
        {
            try
            {
                _current = _factory.Create(Options.DefaultName);
                listeners = _listeners;
            }
            catch (Exception e) when (e is OptionsValidationException or InvalidOperationException)
            {
                LogFault(_logger, typeof(TOptions).Name, e.Message);
                return;
            }
        }

        listeners?.Invoke(CurrentValue, Options.DefaultName);
    }

    private void Forget(Action<TOptions, string?> listener)
    {
        lock (_lock)
        {
            _listeners -= listener;
        }
    }

    private sealed class Subscription(LastValidOptionsMonitor<TOptions> options, Action<TOptions, string?> listener) : IDisposable
    {
        public void Dispose() => options.Forget(listener);
    }

    [LoggerMessage(1, LogLevel.Error, "An invalid change of the configuration is ignored; the previous settings stay in use ({Options}): {Fault}")]
    private static partial void LogFault(ILogger logger, string options, string fault);
}
