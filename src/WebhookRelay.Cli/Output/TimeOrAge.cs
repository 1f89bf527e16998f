using System.Globalization;

namespace WebhookRelay.Cli.Output;

/// <summary>A time as text, or an age.</summary>
internal static class TimeOrAge
{
    /// <summary>Returns a time unchanged, and converts an age to a time once, so that every page uses the same.</summary>
    public static string? Read(string? text, string option, TimeProvider time)
    {
        if (text is null || DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _))
        {
            return text;
        }

        return Age.TryParse(text, out var age)
            ? Humanize.Time(time.GetUtcNow() - age)
            : throw new CommandException(ExitCode.Usage, $"{option} must be a time such as 2026-01-31T12:00:00Z, or an age such as 90m, 12h or 3d.");
    }
}
