using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Deploying;

/// <summary>Shipped files other than manifests.</summary>
public sealed class ShippedFilesTests
{
    [Fact]
    public void Secrets_are_created_once_and_private()
    {
        var folder = Directory.CreateTempSubdirectory("webhookrelay-");
        try
        {
            File.Copy(Repository.File("deploy/secrets.sh"), Path.Combine(folder.FullName, "secrets.sh"));
            var first = Run("bash", Path.Combine(folder.FullName, "secrets.sh"));
            Assert.Equal(0, first.Code);
            var files = Directory.GetFiles(Path.Combine(folder.FullName, "secrets")).Order(StringComparer.Ordinal).ToList();
            Assert.Equal(["management-key", "webhook-secret"], files.Select(Path.GetFileName));
            var secrets = files.Select(File.ReadAllText).ToList();
            Assert.All(secrets, secret => Assert.Matches("^[0-9a-f]{48}$", secret));
            Assert.Contains(secrets[1], first.Output, StringComparison.Ordinal);
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(folder.FullName, "secrets")));
            }

            Assert.Equal(0, Run("bash", Path.Combine(folder.FullName, "secrets.sh")).Code);
            Assert.Equal(secrets, files.Select(File.ReadAllText));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_unit_keeps_the_service_in_a_sandbox()
    {
        try
        {
            var (code, output) = Run("systemd-analyze", "security", "--offline=true", "--threshold=30", Repository.File("deploy/systemd/webhookrelay.service"));
            Assert.True(code is 0, output);
        }
        catch (Win32Exception)
        {
            Assert.Skip("systemd-analyze is not installed, so that the unit is not looked at.");
        }
    }

    [Fact]
    public void The_units_documentation_is_a_file_that_publish_ships()
    {
        var unit = File.ReadAllText(Repository.File("deploy/systemd/webhookrelay.service"));
        var folder = Path.GetDirectoryName(unit.Split('\n').Single(line => line.StartsWith("ExecStart=", StringComparison.Ordinal)).Split(' ')[1])!;
        var documents = unit.Split('\n').Single(line => line.StartsWith("Documentation=", StringComparison.Ordinal))["Documentation=".Length..].Split(' ');

        var project = Repository.File("src/WebhookRelay");
        var published = XDocument.Load(Path.Combine(project, "WebhookRelay.csproj")).Descendants("Content")
            .Where(content => (string?)content.Attribute("CopyToPublishDirectory") is "PreserveNewest")
            .SelectMany(content => PublishedAs((string)content.Attribute("Include")!, (string)content.Attribute("Link")!))
            .Select(name => $"file:{folder}/{name}");
        Assert.All(documents, document => Assert.Contains(document, published));

        IEnumerable<string> PublishedAs(string include, string link) => Directory
            .GetFiles(Path.Combine(project, Path.GetDirectoryName(include)!), Path.GetFileName(include))
            .Select(file => link.Replace("%(Filename)%(Extension)", Path.GetFileName(file), StringComparison.Ordinal));
    }

    [Fact]
    public void The_units_sample_settings_exist_and_name_its_credentials()
    {
        var unit = File.ReadAllText(Repository.File("deploy/systemd/webhookrelay.service")).Split('\n');
        var file = unit.Single(line => line.StartsWith("EnvironmentFile=", StringComparison.Ordinal)).Split('=')[1];
        var settings = File.ReadAllLines(Repository.File($"deploy/systemd/{Path.GetFileName(file)}"))
            .Select(line => line.TrimStart('#')).Where(line => line.Length > 0 && line[0] is not ' ').Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

        Assert.All(settings.Keys, key => Assert.True(OptionKeys.Knows(key), key));
        Assert.Equal(
            unit.Where(line => line.StartsWith("LoadCredential=", StringComparison.Ordinal)).Select(line => $"/run/credentials/webhookrelay.service/{line.Split('=')[1].Split(':')[0]}").Order(StringComparer.Ordinal),
            settings.Where(setting => setting.Key.Contains("File", StringComparison.Ordinal)).Select(setting => setting.Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Dashboard_covers_every_signal_and_uses_the_provisioned_source()
    {
        var dashboard = JsonNode.Parse(File.ReadAllText(Repository.File("deploy/grafana/dashboards/webhookrelay.json")))!;
        var panels = dashboard["panels"]!.AsArray().OfType<JsonObject>().ToList();
        var asked = string.Join('\n', panels.SelectMany(panel => panel["targets"]?.AsArray() ?? []).Select(target => (string?)target!["expr"]));

        Assert.Equal(panels.Count, panels.Select(panel => (int)panel["id"]!).Distinct().Count());
        Assert.All(
            (string[])[
                "deliveries_total", "sum by (topic)", "sum by (outcome)", "acknowledge_duration", "relay_lag", "backlog{", "backlog_age", "claims_total", "messaging_client_sent", "messaging_client_operation",
                "outcome=\"unrouted\"", "outcome=\"quarantined\"", "subscription_condition", "ledger_size", "ledger_free", "ledger_warn", "ledger_refuse",
            ],
            metric => Assert.Contains(metric, asked, StringComparison.Ordinal));
    }

    private static (int Code, string Output) Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
