using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;
using WebhookRelay.LabelboxTwin;
using WebhookRelay.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace WebhookRelay.Tests.Deploying;

/// <summary>Documented and shipped settings match the service's options.</summary>
public sealed partial class DocumentedKeysTests
{
    [Fact]
    public void Documented_keys_match_the_options()
    {
        Assert.Equal(OptionKeys.All.Keys.Order(StringComparer.Ordinal), Rows().SelectMany(row => row.Keys).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_documented_defaults_are_the_defaults()
    {
        var compared = 0;
        foreach (var (keys, defaults) in Rows())
        {
            for (var i = 0; i < keys.Count; i++)
            {
                var real = OptionKeys.All[keys[i]];
                if (real is null or "" or ICollection { Count: 0 })
                {
                    continue;
                }

                Assert.True(defaults.Count == keys.Count, $"The row of {keys[i]} has {keys.Count} keys and {defaults.Count} defaults.");
                Assert.True(Same(real, defaults[i]), $"{keys[i]} is {real} where nothing is set, and documented as {defaults[i]}.");
                compared++;
            }
        }

        Assert.True(compared > 24, $"Only {compared} defaults were compared.");
    }

    [Fact]
    public void The_settings_in_documents_and_shipped_files_exist()
    {
        string[] files =
        [
            "README.md", "SECURITY.md", "CONTRIBUTING.md", "src/WebhookRelay/Properties/launchSettings.json", "deploy/README.md", "k8s/README.md", "Dockerfile", "deploy/systemd/webhookrelay.service", "deploy/systemd/webhookrelay.env", "deploy/compose.yaml", "deploy/prometheus/alerts.yml",
            .. Repository.Files("docs", "*.md"), .. Repository.Files("k8s", "*.md"), .. Repository.Files("k8s", "*.yaml"),
        ];
        var sections = OptionKeys.All.Keys.Select(key => key.Split(':')[0]).Distinct(StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        var unknown = new List<string>();
        var seen = 0;
        foreach (var file in files)
        {
            foreach (var setting in Setting().Matches(File.ReadAllText(Repository.File(file))).Select(match => match.Value).Where(setting => sections.Contains(setting.Split(':', '_')[0])))
            {
                seen++;
                if (!OptionKeys.KnowsSection(setting) && !OptionKeys.Knows(setting))
                {
                    unknown.Add($"{file}: {setting}");
                }
            }
        }

        Assert.Empty(unknown);
        Assert.True(seen > 100, $"Only {seen} settings were found.");
    }

    [Fact]
    public void Compose_file_uses_existing_settings_and_pinned_images()
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(Repository.File("deploy/compose.yaml"))));
        var services = (YamlMappingNode)stream.Documents[0].RootNode["services"];
        foreach (var (name, service) in services.Children.Select(child => (((YamlScalarNode)child.Key).Value!, (YamlMappingNode)child.Value)))
        {
            if (service.Children.TryGetValue("image", out var image))
            {
                Assert.Matches(@"^[a-z0-9./-]+:(?!latest$)[a-zA-Z0-9.-]+$", ((YamlScalarNode)image).Value!);
            }

            if (name is "relay")
            {
                Assert.All(((YamlMappingNode)service["environment"]).Children.Keys, key =>
                    Assert.True(OptionKeys.Knows(key.ToString()) || key.ToString().StartsWith("OTEL_", StringComparison.Ordinal), key.ToString()));
                Assert.Equal("true", ((YamlScalarNode)service["read_only"]).Value);
            }

            if (name is "twin")
            {
                Assert.All(((YamlMappingNode)service["environment"]).Children.Keys, key => Assert.NotNull(typeof(TwinOptions).GetProperty(key.ToString().Replace("Twin__", string.Empty, StringComparison.Ordinal))));
            }
        }
    }

    [Fact]
    public void Every_alert_has_its_runbook_and_every_runbook_its_alert()
    {
        var alerts = Alert().Matches(File.ReadAllText(Repository.File("deploy/prometheus/alerts.yml"))).Select(match => match.Groups["name"].Value).Order(StringComparer.Ordinal);

        Assert.Equal(alerts, Repository.Files("k8s/runbooks", "*.md").Select(Path.GetFileNameWithoutExtension));
    }

    /// <summary>The rows of the tables of configuration.</summary>
    private static List<(List<string> Keys, List<string> Defaults)> Rows()
    {
        var page = File.ReadAllText(Repository.File("docs/configuration.md"));
        var rows = new List<(List<string>, List<string>)>();
        foreach (var cells in page.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('|', StringSplitOptions.TrimEntries)))
        {
            var keys = new List<string>();
            foreach (var key in Quoted().Matches(cells[1]).Select(match => match.Groups["text"].Value))
            {
                // …:Key is the previous key with another ending.
                keys.Add(key.StartsWith('…') ? keys[^1][..keys[^1].LastIndexOf(':')] + key[1..] : key);
            }

            rows.Add((keys, [.. cells[2].Split(", ").Select(text => text.Trim('`'))]));
        }

        return rows;
    }

    private static bool Same(object real, string documented) => real switch
    {
        TimeSpan duration => Duration(documented) == duration,
        IFormattable number and (int or long) => string.Equals(number.ToString(null, CultureInfo.InvariantCulture), documented, StringComparison.Ordinal),
        bool yes => string.Equals(yes ? "true" : "false", documented, StringComparison.Ordinal),
        _ => string.Equals(real.ToString(), documented, StringComparison.Ordinal),
    };

    private static TimeSpan? Duration(string text) => text.Split(' ') switch
    {
        [var n, "s"] => TimeSpan.FromSeconds(int.Parse(n, CultureInfo.InvariantCulture)),
        [var n, "min"] => TimeSpan.FromMinutes(int.Parse(n, CultureInfo.InvariantCulture)),
        [var n, "days"] => TimeSpan.FromDays(int.Parse(n, CultureInfo.InvariantCulture)),
        _ => null,
    };

    [GeneratedRegex("`(?<text>[^`]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex("alert: (?<name>[A-Za-z]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Alert();

    [GeneratedRegex("(?<![A-Za-z0-9_:/.])[A-Z][A-Za-z]+((__|:)(<name>|[A-Za-z0-9]+))+(?![A-Za-z0-9_:*])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Setting();
}
