using System.Reflection;
using System.Text.RegularExpressions;
using WebhookRelay.Coordination;
using WebhookRelay.Deduplication;

namespace WebhookRelay.Tests.Deduplication;

public sealed partial class RedisScriptsTests
{
    [Fact]
    public void Probe_calls_every_command_of_the_scripts()
    {
        var scripts = ((Type[])[typeof(RedisScripts), typeof(LockScripts)])
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static)).Select(field => (string)field.GetValue(obj: null)!).ToList();
        Assert.Contains(RedisScripts.Probe, scripts);

        Assert.Equal(Commands([.. scripts.Where(script => script is not RedisScripts.Probe)]), Commands([RedisScripts.Probe]));
    }

    [Fact]
    public void Documented_permissions_match_the_scripts()
    {
        var documented = File.ReadLines(Support.Repository.File("deploy/README.md")).Single(line => line.StartsWith("ACL SETUSER", StringComparison.Ordinal));

        var data = Right().Matches(documented).Select(right => right.Groups["command"].Value.ToUpperInvariant())
            .Except(["ECHO", "PING", "EVAL", "EVALSHA", "SCRIPT|LOAD"], StringComparer.Ordinal).Order(StringComparer.Ordinal);
        Assert.Equal(Commands([RedisScripts.Probe]), data);
    }

    private static IEnumerable<string> Commands(IReadOnlyList<string> scripts) => scripts
        .SelectMany(script => Call().Matches(script)).Select(call => call.Groups["command"].Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"redis\.call\('(?<command>[A-Z]+)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Call();

    [GeneratedRegex(@"\+(?<command>[a-z|]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Right();
}
