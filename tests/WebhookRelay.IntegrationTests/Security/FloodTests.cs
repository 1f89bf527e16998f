using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using WebhookRelay.IntegrationTests.Receiving;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Security;

/// <summary>Unauthenticated clients occupy connections, memory and disk. A sender with a secret still gets through.</summary>
public sealed class FloodTests
{
    private const int Files = 512;
    private const int Strangers = 700;
    private const int MiB = 1024 * 1024;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private static readonly string WrongSignature = Sender.Sha1("another"u8, "another");

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("nothing", "")]
    [InlineData("half a request line", "POST /webhook-end")]
    [InlineData("half of the headers", "POST /webhook-endpoint HTTP/1.1\r\nHost: localhost\r\nX-Hub-")]
    [InlineData("a whole request, and then nothing", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    public async Task Connection_flood_does_not_lock_out_senders(string what, string bytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limit is set by prlimit.");
        await using var relay = await RelayProcess.StartWithFilesAsync(Files);
        Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("row-before"), "before"));
        List<TcpClient> strangers = [];
        try
        {
            for (var i = 0; i < Strangers; i++)
            {
                strangers.Add(await ConnectAsync(relay, bytes));
                if (i % 50 is 49)
                {
                    await AcceptsAsync(relay, $"{what.Replace(' ', '-')}-{i}");
                    Assert.InRange(OpenFilesOf(relay), 0, Files - 64);
                }
            }

            Assert.Equal(HttpStatusCode.OK, (await relay.ReadyAsync()).Status);
            Assert.Contains("reason=\"connections\"", await RefusalsAsync(relay), StringComparison.Ordinal);
            Assert.Single(relay.Output, line => line.Contains("refuses requests", StringComparison.Ordinal) && line.Contains("\"connections\"", StringComparison.Ordinal));
        }
        finally
        {
            strangers.ForEach(stranger => stranger.Dispose());
        }

        await AcceptsAsync(relay, "after");
        Assert.DoesNotContain(relay.Output, line => line.Contains("\"@l\":\"Error\"", StringComparison.Ordinal) || line.Contains("\"@l\":\"Fatal\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Slow_bodies_give_way_to_senders()
    {
        await using var relay = await RelayProcess.StartAsync(("Receiving__MaxConnections", "64"));
        List<TcpClient> strangers = [];
        try
        {
            for (var i = 0; i < 64; i++)
            {
                strangers.Add(await BeginBodyAsync(relay, declared: 100_000, sent: 300));
            }

            // New connections count as normal senders.
            await Eventually.TrueAsync(() => TryAcceptsAsync(relay, "between"), Soon, "a sender gets in once the others have shown that they are slow");
            Assert.Contains("reason=\"cut-off\"", await RefusalsAsync(relay), StringComparison.Ordinal);
        }
        finally
        {
            strangers.ForEach(stranger => stranger.Dispose());
        }
    }

    [Fact]
    public async Task Declared_lengths_of_slow_bodies_reserve_no_memory()
    {
        await using var relay = await RelayProcess.StartAsync();
        List<TcpClient> strangers = [];
        try
        {
            for (var i = 0; i < 256; i++)
            {
                strangers.Add(await BeginBodyAsync(relay, declared: 2_000_000, sent: 300));
            }

            for (var i = 0; i < 60; i++)
            {
                Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2($"row-{i}", padding: i % 3 * MiB), $"beside-{i}"));
            }
        }
        finally
        {
            strangers.ForEach(stranger => stranger.Dispose());
        }

        await Eventually.TrueAsync(async () => (await RefusalsAsync(relay)).Contains("reason=\"broken-off\"} 256", StringComparison.Ordinal), Soon, "every body that broke off is counted");
    }

    [Fact]
    public async Task One_address_behind_a_trusted_proxy_is_limited_to_half()
    {
        await using var relay = await RelayProcess.StartAsync(("Receiving__InFlightBytes", $"{8 * MiB}"), ("Receiving__TrustedProxies__0", "127.0.0.1"));
        List<TcpClient> strangers = [];
        try
        {
            // Each holds the bytes it sent, and at most four can.
            for (var i = 0; i < 12; i++)
            {
                strangers.Add(await BeginBodyAsync(relay, declared: MiB, sent: MiB - 1, from: "2001:db8::" + i.ToString(CultureInfo.InvariantCulture)));
            }

            await Eventually.TrueAsync(async () => (await RefusalsAsync(relay)).Contains("reason=\"share\"", StringComparison.Ordinal), Soon, "the share of the address is taken");
            for (var i = 0; i < 20; i++)
            {
                Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2($"row-{i}", padding: MiB), $"other-{i}", header: ("X-Forwarded-For", "203.0.113.7")));
            }

            Assert.DoesNotContain("reason=\"busy\"", await RefusalsAsync(relay), StringComparison.Ordinal);
        }
        finally
        {
            strangers.ForEach(stranger => stranger.Dispose());
        }
    }

    [Fact]
    public async Task Unverified_bodies_use_at_most_half_of_the_disk()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Mounting a tmpfs needs root.");
        using var folder = new TemporaryFolder();
        var disk = folder.File("disk");
        Directory.CreateDirectory(disk);
        Assert.SkipUnless(await RunAsync("mount", "-t", "tmpfs", "-o", "size=400m", "tmpfs", disk) is 0, "This machine does not allow mounting a tmpfs.");
        List<TcpClient> strangers = [];
        try
        {
            await using var relay = await RelayProcess.StartAsync(("Ledger__Path", Path.Combine(disk, "ledger")), ("Ledger__RefuseAt", $"{200 * MiB}"), ("Ledger__WarnAt", $"{200 * MiB}"));
            for (var i = 0; i < 60; i++)
            {
                strangers.Add(await BeginBodyAsync(relay, declared: 20 * MiB, sent: 10 * MiB, patient: false));
                Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2($"row-{i}"), $"beside-{i}"));
            }

            Assert.Contains("reason=\"disk\"", await RefusalsAsync(relay), StringComparison.Ordinal);
            Assert.Single(relay.Output, line => line.Contains("\"disk\"", StringComparison.Ordinal));
            Assert.DoesNotContain(relay.Output, line => line.Contains("\"@l\":\"Error\"", StringComparison.Ordinal) || line.Contains("   at ", StringComparison.Ordinal));
            strangers.ForEach(stranger => stranger.Dispose());
            await Eventually.TrueAsync(() => Directory.GetFiles(Path.Combine(relay.LedgerPath, "payloads", "incoming")).Length is 0, Soon, "their files are gone");
            Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("row-large", padding: 20 * MiB), "large"));
        }
        finally
        {
            strangers.ForEach(stranger => stranger.Dispose());
            await RunAsync("umount", "-l", disk);
        }
    }

    private static async Task<TcpClient> ConnectAsync(RelayProcess relay, string bytes)
    {
        var stranger = new TcpClient();
        await stranger.ConnectAsync(relay.PublicUrl.Host, relay.PublicUrl.Port, Ending);
        if (bytes.Length > 0)
        {
            await stranger.GetStream().WriteAsync(Encoding.ASCII.GetBytes(bytes), Ending);
        }

        return stranger;
    }

    /// <summary>Starts a body with a wrong signature, and waits until the sent part is read or answered.</summary>
    private static async Task<TcpClient> BeginBodyAsync(RelayProcess relay, int declared, int sent, string? from = null, bool patient = true)
    {
        var stranger = await ConnectAsync(
            relay,
            $"POST /webhook-endpoint HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {declared}\r\nExpect: 100-continue\r\n"
            + $"X-Forwarded-For: {from ?? "203.0.113.1"}\r\nX-Hub-Signature: {WrongSignature}\r\nX-Labelbox-Id: stranger\r\nX-Labelbox-Event: MOVE\r\n\r\n");
        // The 100 Continue response shows that the body is being read.
        await stranger.GetStream().ReadExactlyAsync(new byte["HTTP/1.1 100".Length], Ending);
        try
        {
            await stranger.GetStream().WriteAsync(new byte[sent], Ending);
        }
        catch (IOException) when (!patient || from is not null)
        {
            // Rejected, and closed with unread bytes.
        }

        return stranger;
    }

    private static async Task AcceptsAsync(RelayProcess relay, string id) => Assert.True(await TryAcceptsAsync(relay, id), $"{id} was not accepted.");

    /// <summary>A sender of one delivery on its own connection.</summary>
    private static async Task<bool> TryAcceptsAsync(RelayProcess relay, string id)
    {
        var body = SamplePayloads.V2($"row-{id}");
        var head = $"""
            POST /webhook-endpoint HTTP/1.1
            Host: localhost
            Content-Type: application/json
            Content-Length: {body.Length}
            X-Hub-Signature: {Sender.Sha1(body)}
            X-Labelbox-Id: {id}
            X-Labelbox-Event: LABEL_UPDATED
            Connection: close
            """;
        try
        {
            return await PublicPortRequests.RawAsync(relay.PublicUrl, head, body, Ending) is 200;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return false;
        }
    }

    private static async Task<string> RefusalsAsync(RelayProcess relay)
    {
        var metrics = await relay.Http.GetStringAsync(new Uri(relay.ManagementUrl, "/metrics"), Ending);
        return string.Join('\n', metrics.Split('\n').Where(line => line.StartsWith("webhookrelay_refusals_total{", StringComparison.Ordinal) && !line.EndsWith(" 0", StringComparison.Ordinal)));
    }

    private static int OpenFilesOf(RelayProcess relay) => Directory.GetFileSystemEntries($"/proc/{relay.Id.ToString(CultureInfo.InvariantCulture)}/fd").Length;

    private static async Task<int> RunAsync(string command, params string[] arguments)
    {
        await using var process = ServerProcess.Start(command, arguments);
        return await process.ExitAsync();
    }
}
