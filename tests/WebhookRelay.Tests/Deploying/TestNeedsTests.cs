using System.Diagnostics;
using System.Text.RegularExpressions;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Deploying;

/// <summary>The commands of the tests are in one list, which test.sh installs.</summary>
public sealed partial class TestNeedsTests
{
    private static readonly Dictionary<string, string> Needs = File.ReadAllLines(Repository.File("tests/needs.txt"))
        .Where(line => line.Length > 0 && line[0] is not '#')
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    /// <summary>Commands of every Debian installation and of .NET.</summary>
    private static readonly string[] Given = ["bash", "sh", "env", "dd", "chown", "dotnet"];

    /// <summary>Optional tools whose absence a test reports.</summary>
    private static readonly string[] Optional = ["kubectl"];

    /// <summary>Commands that only the manual load tests of other programs run.</summary>
    private static readonly string[] ByHand = ["node", "npm", "gunicorn"];

    [Fact]
    public async Task Script_installs_every_listed_package_on_a_bare_machine()
    {
        Assert.Equal(Needs.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), await MissingAsync(tools: "/nowhere"));
    }

    [Fact]
    public async Task Script_installs_nothing_if_everything_is_present()
    {
        Assert.Empty(await MissingAsync(tools: null));
    }

    [Fact]
    public void Commands_of_tests_are_listed()
    {
        var run = Repository.Files("tests", "*.cs").Where(file => !file.StartsWith("tests/WebhookRelay.LoadTests/Contestants", StringComparison.Ordinal))
            .SelectMany(file => Started().Matches(File.ReadAllText(Repository.File(file))).Select(match => match.Groups["command"].Value))
            .ToHashSet(StringComparer.Ordinal);

        Assert.Superset(new HashSet<string>(["mount", "unshare", "systemd-analyze", "wrk"], StringComparer.Ordinal), run);
        Assert.All(run, command => Assert.Contains(command, Needs.Keys.Concat(Given).Concat(Optional).Concat(ByHand)));
    }

    [Theory]
    [InlineData("redis-server")]
    [InlineData("rabbitmq-server")]
    [InlineData("rabbitmqctl")]
    [InlineData("epmd")]
    [InlineData("promtool")]
    [InlineData("faketime")]
    [InlineData("python3:pika")]
    [InlineData("curl")]
    [InlineData("openssl")]
    [InlineData("ip")]
    [InlineData("setpriv")]
    public void Commands_of_scripts_and_variables_are_listed(string command) => Assert.Contains(command, Needs.Keys);

    /// <summary>The script's step with another path for the tools.</summary>
    private static async Task<IReadOnlyList<string>> MissingAsync(string? tools)
    {
        var start = new ProcessStartInfo("bash", [Repository.File("test.sh"), "--needs"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["WEBHOOKRELAY_TEST_TOOLS"] = tools;
        if (tools is null)
        {
            start.Environment.Remove("WEBHOOKRELAY_TEST_TOOLS");
        }

        using var script = Process.Start(start)!;
        var errors = script.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await script.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(script.ExitCode is 0, await errors);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    // A command as the first argument, a literal.
    [GeneratedRegex("(ServerProcess\\.Start|ProcessStartInfo|Tool\\.RunAsync|[( ]RunAsync|[= ]Run)\\((?s:\\s*)\"(?<command>[a-z][a-z0-9-]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Started();
}
