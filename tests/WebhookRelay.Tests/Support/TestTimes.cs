using System.Globalization;

namespace WebhookRelay.Tests.Support;

/// <summary>Arbitrary values for tests.</summary>
internal static class TestTimes
{
    public static DateTimeOffset? Time(string? text) =>
        text is null ? null : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
