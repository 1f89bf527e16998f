using System.Globalization;

namespace WebhookRelay.Tests.Support;

/// <summary>Values that tests need in passing.</summary>
internal static class Some
{
    public static DateTimeOffset? Time(string? text) =>
        text is null ? null : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
