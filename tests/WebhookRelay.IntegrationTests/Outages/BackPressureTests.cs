using System.Net;
using System.Net.Sockets;
using System.Text;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Outages;

/// <summary>Overload is rejected temporarily, and accepted deliveries continue.</summary>
public sealed class BackPressureTests(SharedServers servers)
{
    private const int Held = 64 * 1024;
    private const long MoreThanAnyDisk = 1L << 60;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Unverified_bodies_count_as_bytes_in_flight()
    {
        await using var relay = await RelayProcess.StartAsync(("Receiving__InFlightBytes", $"{4 * Held}"));
        List<TcpClient> senders = [];
        try
        {
            for (var i = 0; i < 5; i++)
            {
                senders.Add(await BeginAsync(relay));
            }

            // Four fit; the rejected fifth shows that they are held.
            var answered = await FirstAnsweredAsync(senders);
            Assert.StartsWith("HTTP/1.1 503", await FirstLineAsync(answered), StringComparison.Ordinal);
            senders.Remove(answered);
            answered.Dispose();
            using (var refused = await SendAsync(relay, "small"))
            {
                Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (refused.StatusCode, refused.Headers.RetryAfter is not null));
            }

            senders[0].Close();
            await AcceptsAsync(relay, "a small delivery is accepted once one of the others is gone");
        }
        finally
        {
            senders.ForEach(sender => sender.Dispose());
        }
    }

    [Fact]
    public async Task Full_disk_is_reported_then_rejects_new_deliveries_while_relaying_continues()
    {
        await using var line = await servers.OpenAsync();
        await line.Relay.TerminateAsync();
        await line.Relay.StartAgainAsync(("Ledger__WarnAt", $"{MoreThanAnyDisk}"), ("Publishing__RabbitMq", $"amqp://guest:guest@127.0.0.1:{ServerProcess.FreePort()}"));
        await line.Relay.HealthShowsAsync("ledger", "degraded");
        for (var i = 0; i < 10; i++)
        {
            await line.AcceptedAsync(SamplePayloads.V2($"row-{i}"), $"kept-{i}");
        }

        await line.Relay.TerminateAsync();
        await line.Relay.StartAgainAsync(("Ledger__RefuseAt", $"{MoreThanAnyDisk}"), ("Publishing__RabbitMq", line.Setting("Publishing__RabbitMq")));
        using var refused = await SendAsync(line.Relay, "refused");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (refused.StatusCode, refused.Headers.RetryAfter is not null));
        await line.Relay.HealthShowsAsync("ledger", "down");
        var arrived = (await line.Queue.ReadAsync(10)).Select(message => message.Id).Order(StringComparer.Ordinal);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"kept-{i}"), arrived);
    }

    /// <summary>Declares an unsigned body and sends half of it, fast enough not to count as slow.</summary>
    private static async Task<TcpClient> BeginAsync(RelayProcess relay)
    {
        var sender = new TcpClient();
        await sender.ConnectAsync(relay.PublicUrl.Host, relay.PublicUrl.Port, Ending);
        var head = $"POST /webhook-endpoint HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {Held}\r\n"
            + $"X-Hub-Signature: {Sender.Sha1("any"u8)}\r\nX-Labelbox-Id: held\r\nX-Labelbox-Event: LABEL_UPDATED\r\n\r\n";
        await sender.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head + new string(' ', Held / 2)), Ending);
        return sender;
    }

    private static async Task<TcpClient> FirstAnsweredAsync(IReadOnlyList<TcpClient> senders)
    {
        TcpClient? first = null;
        await Eventually.TrueAsync(
            () => (first = senders.FirstOrDefault(sender => sender.Available > 0)) is not null, Soon, "one body is refused while as much is held as may be");
        return first!;
    }

    private static async Task<string?> FirstLineAsync(TcpClient sender)
    {
        using var reader = new StreamReader(sender.GetStream(), Encoding.ASCII);
        return await reader.ReadLineAsync(Ending);
    }

    private static Task AcceptsAsync(RelayProcess relay, string what) => Eventually.TrueAsync(
        async () =>
        {
            using var answer = await SendAsync(relay, "small");
            return answer.StatusCode is HttpStatusCode.OK;
        },
        Soon,
        what);

    private static async Task<HttpResponseMessage> SendAsync(RelayProcess relay, string id)
    {
        using var request = Sender.Delivery(SamplePayloads.V2("row"), id, "LABEL_UPDATED", Sender.Secret, new Uri(relay.PublicUrl, "/webhook-endpoint"));
        return await relay.Http.SendAsync(request, Ending);
    }
}
