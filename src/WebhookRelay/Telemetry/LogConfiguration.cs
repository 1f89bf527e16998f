using Serilog;
using Serilog.Events;

namespace WebhookRelay.Telemetry;

/// <summary>The section <c>Serilog</c>. Errors in it are reported like those of other sections, instead of a stack trace at the start.</summary>
internal sealed class LogConfiguration(IConfiguration configuration)
{
    private const string MinimumLevel = "Serilog:MinimumLevel";

    /// <summary>Libraries that log a stack trace for each failed attempt, which the relay handles and logs itself.</summary>
    private static readonly string[] SuppressedSources = ["MassTransit", "Polly"];

    /// <summary>Another error, found when the section is read.</summary>
    private string? _other;

    public List<string> Faults =>
    [
        .. Levels().Where(level => !Enum.TryParse<LogEventLevel>(level.Value, ignoreCase: true, out _))
            .Select(level => $"{level.Key} must be one of {string.Join(", ", Enum.GetNames<LogEventLevel>())}."),
        .. _other is null ? [] : (string[])[$"Serilog: {_other}"],
    ];

    /// <summary>Applies the section if it is valid; otherwise the start is refused and needs no log.</summary>
    public LoggerConfiguration Apply(LoggerConfiguration log)
    {
        foreach (var library in SuppressedSources)
        {
            log.MinimumLevel.Override(library, LogEventLevel.Fatal);
        }

        if (Faults.Count > 0)
        {
            return log;
        }

        try
        {
            return log.ReadFrom.Configuration(configuration);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or IOException or System.Reflection.TargetInvocationException)
        {
            _other = e.InnerException?.Message ?? e.Message;
            return log;
        }
    }

    private IEnumerable<(string Key, string? Value)> Levels()
    {
        var section = configuration.GetSection(MinimumLevel);
        IEnumerable<IConfigurationSection> levels = [section, section.GetSection("Default"), .. section.GetSection("Override").GetChildren()];
        return levels.Where(level => level.Value is { Length: > 0 }).Select(level => (level.Path, level.Value));
    }
}
