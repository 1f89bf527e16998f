using System.Net;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Security;

/// <summary>amqps:// and rediss:// against real servers that require a client certificate.</summary>
public sealed class ClientTlsTests(TlsServers servers) : IClassFixture<TlsServers>
{
    /// <summary>Far more than the 30 s between two checks of the broker without its management API.</summary>
    private static readonly TimeSpan SeenWithin = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Events_pass_over_mutual_TLS_to_RabbitMQ_and_Redis()
    {
        var vhost = await servers.Rabbit.CreateVhostAsync();
        await using var queue = await EventQueue.BindAsync(() => servers.Rabbit.ConnectAsync(vhost));
        await using var relay = await RelayProcess.StartAsync([
            .. Settings("localhost", servers.Authority.CaFile, servers.Authority.Issue(), vhost), ("Subscribers__training__Topics__0", "LABEL_UPDATED")]);

        await relay.HealthShowsAsync("redis", "up");
        await relay.HealthShowsAsync("rabbitmq", "up");
        await relay.HealthShowsAsync("subscriber:training", "up");
        Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("row-1"), "tls-1"));
        var arrived = Assert.Single(await queue.ReadAsync(1));
        Assert.Equal("tls-1", arrived.Id);
        Assert.Null(arrived.Dedup);

        // The relay detects a lost binding through the management API, which also uses TLS.
        await using var training = await servers.Rabbit.ConnectAsync(vhost);
        await using var channel = await training.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        await channel.QueueUnbindAsync("training", Contracts.EventExchange.Name, "label.updated.*", cancellationToken: TestContext.Current.CancellationToken);
        await relay.WaitForLogAsync(line => line.Contains("training", StringComparison.Ordinal) && line.Contains("\"@l\":\"Warning\"", StringComparison.Ordinal), SeenWithin);
    }

    [Theory]
    [InlineData("another authority")]
    [InlineData("no certificate of our own")]
    [InlineData("a certificate of another authority")]
    [InlineData("a name that the server has not")]
    public async Task Untrusted_server_is_rejected_and_deliveries_are_stored(string what)
    {
        using var stranger = new CertificateAuthority();
        var (host, ca, own) = what switch
        {
            "another authority" => ("localhost", stranger.CaFile, servers.Authority.Issue()),
            "no certificate of our own" => ("localhost", servers.Authority.CaFile, null),
            "a certificate of another authority" => ("localhost", servers.Authority.CaFile, stranger.Issue()),
            _ => ("127.0.0.1", servers.Authority.CaFile, servers.Authority.Issue()),
        };
        var vhost = await servers.Rabbit.CreateVhostAsync();
        await using var relay = await RelayProcess.StartAsync([.. Settings(host, ca, own, vhost)]);

        Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("row-1"), "kept"));
        await relay.WaitForLogAsync(line => line.Contains("RabbitMQ is not usable", StringComparison.Ordinal));
        await relay.WaitForLogAsync(line => line.Contains("Redis does not respond", StringComparison.Ordinal));
        var (status, body) = await relay.ReadyAsync();
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("degraded", (string?)body["status"]);
        Assert.Equal("degraded", (string?)body["checks"]!["rabbitmq"]!["status"]);
        Assert.Equal("degraded", (string?)body["checks"]!["redis"]!["status"]);
        Assert.Equal(0, relay.Count("Relayed"));
    }

    [Fact]
    public async Task Renewed_client_certificate_is_used_without_a_restart()
    {
        using var stranger = new CertificateAuthority();
        var (shown, good) = (stranger.Issue(), servers.Authority.Issue());
        var vhost = await servers.Rabbit.CreateVhostAsync();
        await using var relay = await RelayProcess.StartAsync([.. Settings("localhost", servers.Authority.CaFile, shown, vhost)]);
        await relay.HealthShowsAsync("rabbitmq", "degraded");
        await relay.HealthShowsAsync("redis", "degraded");

        File.Copy(good.KeyFile, shown.KeyFile, overwrite: true);
        File.Copy(good.CertificateFile, shown.CertificateFile, overwrite: true);
        await relay.HealthShowsAsync("rabbitmq", "up");
        await relay.HealthShowsAsync("redis", "up");
        Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("row-1"), "renewed"));
        await relay.EndsAsync("renewed", "Unrouted");
    }

    private IEnumerable<(string Key, string Value)> Settings(string host, string ca, IssuedCertificate? own, string vhost)
    {
        yield return ("Publishing__RabbitMq", $"amqps://guest:guest@{host}:{servers.Rabbit.TlsPort}/{vhost}");
        yield return ("Publishing__RabbitMqManagement", $"https://{host}:{servers.Rabbit.ManagementTlsPort}");
        yield return ("Deduplication__Redis", $"rediss://{host}:{servers.Redis.TlsPort}/{servers.Redis.NextDatabase()}");
        foreach (var section in (string[])["Publishing", "Deduplication"])
        {
            yield return ($"{section}__Tls__CaFile", ca);
            if (own is not null)
            {
                yield return ($"{section}__Tls__CertificateFile", own.CertificateFile);
                yield return ($"{section}__Tls__KeyFile", own.KeyFile);
            }
        }
    }
}
