using System.Text.Json.Nodes;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Starting;

/// <summary>The servers that the other tests use.</summary>
public sealed class ServerPathsTests(SharedServers servers)
{
    private static readonly Version OldestRabbitMq = new(3, 10);
    private static readonly Version OldestRedis = new(7, 0);

    [Fact]
    public async Task Test_servers_have_documented_versions()
    {
        using var management = servers.Rabbit.Management();
        var overview = JsonNode.Parse(await management.GetStringAsync(new Uri("api/overview", UriKind.Relative), TestContext.Current.CancellationToken))!;
        var rabbit = overview["rabbitmq_version"]!.GetValue<string>();
        var redis = await servers.Redis.VersionAsync();

        TestContext.Current.TestOutputHelper!.WriteLine($"RabbitMQ {rabbit}, Redis {redis}");
        Assert.True(Version.Parse(rabbit) >= OldestRabbitMq, rabbit);
        Assert.True(Version.Parse(redis) >= OldestRedis, redis);
    }

    [Fact]
    public void Server_paths_come_from_the_variables()
    {
        using var folder = new TemporaryFolder();
        foreach (var command in (string[])["rabbitmq-server", "rabbitmqctl", "epmd", "redis-server"])
        {
            File.WriteAllText(folder.File(command), string.Empty);
        }

        Assert.Equal(folder.File("rabbitmq-server"), ServerPaths.RabbitMqAt(folder.Path, "rabbitmq-server"));
        Assert.Equal(folder.File("rabbitmqctl"), ServerPaths.RabbitMqAt(folder.Path, "rabbitmqctl"));
        Assert.Equal(folder.File("epmd"), ServerPaths.EpmdAt(folder.Path));
        Assert.Equal(folder.File("redis-server"), ServerPaths.RedisAt(folder.File("redis-server")));
    }

    [Fact]
    public void Server_paths_default_to_the_packages()
    {
        Assert.Equal("rabbitmqctl", Path.GetFileName(ServerPaths.RabbitMqAt(folder: null, "rabbitmqctl")));
        Assert.Equal("redis-server", ServerPaths.RedisAt(string.Empty));
        Assert.Equal("epmd", ServerPaths.EpmdAt(string.Empty));
    }

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("nowhere")]
    public void Wrong_server_path_is_named(string path)
    {
        var rabbit = Assert.Throws<FileNotFoundException>(() => ServerPaths.RabbitMqAt(path, "rabbitmq-server"));
        var redis = Assert.Throws<FileNotFoundException>(() => ServerPaths.RedisAt(path));

        Assert.Contains($"{ServerPaths.RabbitMqVariable} leads to {path}/rabbitmq-server", rabbit.Message, StringComparison.Ordinal);
        Assert.Contains($"{ServerPaths.RedisVariable} leads to {path}", redis.Message, StringComparison.Ordinal);
    }
}
