using System.Globalization;

namespace WebhookRelay.IntegrationTests.Support;

/// <summary>Reads process figures from /proc.</summary>
internal static class ProcessStatus
{
    /// <summary>A line of <c>/proc/…/status</c>: kibibytes, or a count.</summary>
    public static long Read(int processId, string name)
    {
        var line = File.ReadLines($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/status").Single(line => line.StartsWith(name + ":", StringComparison.Ordinal));
        return long.Parse(line.Split(['\t', ' '], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    /// <summary>Resets the peak of the resident size.</summary>
    public static void ForgetPeak(int processId) => File.WriteAllText($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/clear_refs", "5");
}
