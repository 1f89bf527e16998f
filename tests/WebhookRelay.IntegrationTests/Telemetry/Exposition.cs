using System.Text.RegularExpressions;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Telemetry;

/// <summary>A parsed scrape of /metrics: each family with its type and label names.</summary>
internal sealed partial class Exposition
{
    private readonly List<(string Name, string[] Labels, string Line)> _samples;

    private Exposition(string text)
    {
        Types = text.Split('\n').Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal))
            .Select(line => line.Split(' ')).ToDictionary(words => words[2], words => words[3], StringComparer.Ordinal);
        _samples = [.. text.Split('\n').Where(line => line.Length > 0 && line[0] is not '#').Select(line =>
            (line[..line.IndexOfAny(['{', ' '])], Label().Matches(line).Select(label => label.Groups["name"].Value).ToArray(), line))];
    }

    public IReadOnlyDictionary<string, string> Types { get; }

    public static async Task<Exposition> ScrapeAsync(RelayProcess relay) =>
        new(await relay.Http.GetStringAsync(new Uri(relay.ManagementUrl, "/metrics"), TestContext.Current.CancellationToken));

    /// <summary>Whether a query for this name returns data: a family, or a series of a histogram.</summary>
    public bool Knows(string name) => _samples.Exists(sample => string.Equals(sample.Name, name, StringComparison.Ordinal));

    /// <summary>The labels of a family's samples, without the exporter's.</summary>
    public IEnumerable<string> LabelsOf(string family) => _samples
        .Where(sample => sample.Name.StartsWith(family, StringComparison.Ordinal))
        .SelectMany(sample => sample.Labels)
        .Where(label => label is not "le" && !label.StartsWith("otel_scope", StringComparison.Ordinal))
        .Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal);

    public IEnumerable<string> Lines(string start) => _samples.Select(sample => sample.Line).Where(line => line.StartsWith(start, StringComparison.Ordinal));

    [GeneratedRegex("""[{,](?<name>[a-z_]+)="(?:[^"\\]|\\.)*""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Label();
}
