using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Security;

/// <summary>The permissions that a Redis user needs, and how missing ones are reported.</summary>
public sealed class RedisRightsTests
{
    // Messages of Redis 7.0, with | before those of later versions.
    private const string NoScripts = "NOPERM (this user|User relay) has no permissions to run the 'eval' command";
    private const string NoKeys = "NOPERM (this user has no permissions to access one of the keys|No permissions to access a key)";
    private const string NotInScript = "ERR (The user executing the script can't run this command|ACL failure in script: User relay has no permissions to run the )";

    /// <summary>Longer than the interval of the Redis check.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1.2);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Documented_permissions_suffice_to_deduplicate_across_relays()
    {
        var rights = (await File.ReadAllLinesAsync(Repository.File("deploy/README.md"), Ending)).Single(line => line.StartsWith("ACL SETUSER relay ", StringComparison.Ordinal));
        await using var redis = await RedisServer.StartAsync();
        await redis.CommandAsync(rights);
        await redis.CommandAsync("ACL SETUSER default off");
        var setting = ("Deduplication__Redis", $"redis://relay:the-password@127.0.0.1:{redis.Port}");
        await using var first = await RelayProcess.StartAsync(setting);
        await using var second = await RelayProcess.StartAsync(setting);
        await first.HealthShowsAsync("redis", "up");
        await second.HealthShowsAsync("redis", "up");

        Assert.Equal((200, "accepted"), await first.SendAsync(SamplePayloads.V2("row-1"), "told-twice"));
        await first.EndsAsync("told-twice", "Relayed");
        Assert.Equal((200, "accepted"), await second.SendAsync(SamplePayloads.V2("row-1"), "told-twice"));
        await second.EndsAsync("told-twice", "Duplicate");
        Assert.Equal("up", (string?)(await first.ReadyAsync()).Body["checks"]!["redis"]!["status"]);
    }

    [Theory]
    [InlineData("~* +@all -eval -evalsha -script", NoScripts)]
    [InlineData("~* +@all -@scripting", NoScripts)]
    [InlineData("~other:* +@all", NoKeys)]
    [InlineData("%R~* +@all", NoKeys)]
    [InlineData("~webhookrelay:{labelbox}:id:* ~webhookrelay:{labelbox}:probe* +@all", NoKeys)]
    [InlineData("~* +@all -hset", NotInScript)]
    [InlineData("~* +@all -incr", NotInScript)]
    [InlineData("~* +@all -pexpire", NotInScript)]
    [InlineData("~* +@all -echo", "NOPERM (this user|User relay) has no permissions to run the 'echo' command")]
    public async Task Missing_permission_is_reported_with_Redis_message_until_granted(string rights, string words)
    {
        await using var redis = await RedisServer.StartAsync();
        await redis.CommandAsync($"ACL SETUSER relay on >the-password &* {rights}");
        await using var relay = await RelayProcess.StartAsync(("Deduplication__Redis", $"redis://relay:the-password@127.0.0.1:{redis.Port}"));
        await relay.HealthShowsAsync("redis", "degraded");

        string? since = null;
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2($"row-{i}"), $"kept-{i}"));
            await relay.EndsAsync($"kept-{i}", "Relayed");
            await Task.Delay(Look, Ending);
            var check = (await relay.ReadyAsync()).Body["checks"]!["redis"]!;
            Assert.Equal("degraded", (string?)check["status"]);
            Assert.Matches($@"^Redis rejects the relay's commands \(127\.0\.0\.1:{redis.Port}: {words}", (string?)check["reason"]);
            Assert.Equal(since ??= (string?)check["since"], (string?)check["since"]);
        }

        Assert.Single(relay.Output, line => line.Contains("Redis rejects the relay's commands", StringComparison.Ordinal));
        Assert.DoesNotContain(relay.Output, line => line.Contains("Redis does not respond", StringComparison.Ordinal));
        await redis.CommandAsync("ACL SETUSER relay allkeys +@all");
        await relay.HealthShowsAsync("redis", "up");
    }

    [Fact]
    public async Task Revoked_permission_is_reported_at_once()
    {
        await using var redis = await RedisServer.StartAsync();
        await redis.CommandAsync("ACL SETUSER relay on >the-password &* ~* +@all");
        await using var relay = await RelayProcess.StartAsync(("Deduplication__Redis", $"redis://relay:the-password@127.0.0.1:{redis.Port}"));
        await relay.HealthShowsAsync("redis", "up");

        await redis.CommandAsync("ACL SETUSER relay -@scripting");

        await relay.HealthShowsAsync("redis", "degraded");
        Assert.Contains("NOPERM", (string?)(await relay.ReadyAsync()).Body["checks"]!["redis"]!["reason"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redis://relay:wrong@", "", "NOAUTH Authentication required")]
    [InlineData("redis://", "", "NOAUTH Authentication required")]
    [InlineData("redis://relay:the-password@", "/4096", "The database does not exist on the server: 4096")]
    public async Task Rejected_login_or_database_is_reported_with_the_reason(string before, string after, string words)
    {
        await using var redis = await RedisServer.StartAsync();
        await redis.CommandAsync("ACL SETUSER relay on >the-password &* ~* +@all");
        await redis.CommandAsync("ACL SETUSER default off");
        await using var relay = await RelayProcess.StartAsync(("Deduplication__Redis", $"{before}127.0.0.1:{redis.Port}{after}"));

        await relay.WaitForLogAsync(line => line.Contains("Redis rejects the relay's commands", StringComparison.Ordinal), what: "the refusal");
        var reason = (string?)(await relay.ReadyAsync()).Body["checks"]!["redis"]!["reason"];
        Assert.Contains($"127.0.0.1:{redis.Port}: {words}", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("password", reason, StringComparison.OrdinalIgnoreCase);
    }
}
