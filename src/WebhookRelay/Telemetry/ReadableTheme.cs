using Serilog.Sinks.SystemConsole.Themes;

namespace WebhookRelay.Telemetry;

/// <summary>A console theme with the terminal's default text colour, readable on light and dark backgrounds.</summary>
internal static class ReadableTheme
{
    private const string Dim = "\e[2m";
    private const string Red = "\e[31m";
    private const string Green = "\e[32m";
    private const string Yellow = "\e[33m";
    private const string Cyan = "\e[36m";
    private const string Default = "";

    public static AnsiConsoleTheme Instance { get; } = new(new Dictionary<ConsoleThemeStyle, string>
    {
        [ConsoleThemeStyle.Text] = Default,
        [ConsoleThemeStyle.SecondaryText] = Dim,
        [ConsoleThemeStyle.TertiaryText] = Dim,
        [ConsoleThemeStyle.Name] = Default,
        [ConsoleThemeStyle.Null] = Dim,
        [ConsoleThemeStyle.String] = Cyan,
        [ConsoleThemeStyle.Number] = Cyan,
        [ConsoleThemeStyle.Boolean] = Cyan,
        [ConsoleThemeStyle.Scalar] = Cyan,
        [ConsoleThemeStyle.Invalid] = Yellow,
        [ConsoleThemeStyle.LevelVerbose] = Dim,
        [ConsoleThemeStyle.LevelDebug] = Dim,
        [ConsoleThemeStyle.LevelInformation] = Green,
        [ConsoleThemeStyle.LevelWarning] = Yellow,
        [ConsoleThemeStyle.LevelError] = Red,
        [ConsoleThemeStyle.LevelFatal] = Red,
    });
}
