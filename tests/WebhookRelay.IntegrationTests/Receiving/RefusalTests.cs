using System.Globalization;
using System.Text;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Receiving;

/// <summary>Every rejected request is counted by reason, and each reason is logged, once for many.</summary>
public sealed class RefusalTests
{
    private const int Times = 5;

    private static readonly byte[] Body = SamplePayloads.V2("row-1");
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, int> Requests()
    {
        var signed = $"Host: localhost\nContent-Type: application/json\nContent-Length: {Body.Length}\nX-Hub-Signature: {Sender.Sha1(Body)}\nX-Labelbox-Id: unseen\nX-Labelbox-Event: MOVE\nConnection: close";
        return new()
        {
            { "malformed", $"POST /webhook-endpoint HTTP/1.1\nBad Header\n{signed}", 400 },
            { "malformed", $"POST /webhook-endpoint HTTP/1.1\nHost: another\n{signed}", 400 },
            { "malformed", $"POST /webhook-endpoint HTTP/9.9\n{signed}", 505 },
            { "head-too-large", $"POST /webhook-endpoint?{new string('x', 10_000)} HTTP/1.1\n{signed}", 414 },
            { "head-too-large", $"POST /webhook-endpoint HTTP/1.1\nX-Large: {new string('x', 40_000)}\n{signed}", 431 },
            { "head-too-large", $"POST /webhook-endpoint HTTP/1.1\n{string.Concat(Enumerable.Repeat("X-Many: 1\n", 120))}{signed}", 431 },
            { "path", $"POST /webhook HTTP/1.1\n{signed}", 404 },
            { "path", $"POST /webhook-endpoint/unknown HTTP/1.1\n{signed}", 404 },
            { "method", $"PUT /webhook-endpoint HTTP/1.1\n{signed}", 405 },
            { "signature", $"POST /webhook-endpoint HTTP/1.1\n{signed.Replace(Sender.Sha1(Body), Sender.Sha1(Body, "another"), StringComparison.Ordinal)}", 401 },
            { "unsigned", $"POST /webhook-endpoint HTTP/1.1\n{signed.Replace("X-Hub-Signature", "X-Other", StringComparison.Ordinal)}", 401 },
            { "identity", $"POST /webhook-endpoint HTTP/1.1\n{signed.Replace("X-Labelbox-Id", "X-Other", StringComparison.Ordinal)}", 400 },
            { "media-type", $"POST /webhook-endpoint HTTP/1.1\n{signed.Replace("application/json", "text/plain", StringComparison.Ordinal)}", 415 },
        };
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Rejected_request_is_counted_and_logged(string reason, string head, int status)
    {
        await using var relay = await RelayProcess.StartAsync();
        for (var i = 0; i < Times; i++)
        {
            Assert.Equal(status, await PublicPortRequests.RawAsync(relay.PublicUrl, head, Body, Ending));
        }

        await CountsAsync(relay, reason, Times);
        await WarnsOnceAsync(relay, reason);
        var warning = relay.Output.Single(line => line.Contains("refuses requests", StringComparison.Ordinal));
        Assert.DoesNotContain("data_row", warning, StringComparison.Ordinal);
        Assert.DoesNotContain(Sender.Sha1(Body)[5..], warning, StringComparison.Ordinal);
        Assert.DoesNotContain(relay.Output, line => line.Contains("\"@l\":\"Error\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("closes")]
    [InlineData("resets")]
    [InlineData("goes away")]
    [InlineData("breaks the chunks")]
    public async Task Aborted_body_is_counted_and_logged(string how)
    {
        await using var relay = await RelayProcess.StartAsync();
        for (var i = 0; i < Times; i++)
        {
            using var socket = new System.Net.Sockets.TcpClient();
            await socket.ConnectAsync(relay.PublicUrl.Host, relay.PublicUrl.Port, Ending);
            var length = how is "breaks the chunks" ? "Transfer-Encoding: chunked" : "Content-Length: 1000";
            await socket.GetStream().WriteAsync(
                Encoding.ASCII.GetBytes($"POST /webhook-endpoint HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{length}\r\nExpect: 100-continue\r\nX-Hub-Signature: {Sender.Sha1(Body)}\r\n\r\n"),
                Ending);
            // The 100 Continue response shows that the body is being read.
            await socket.GetStream().ReadExactlyAsync(new byte["HTTP/1.1 100".Length], Ending);
            switch (how)
            {
                case "closes":
                    socket.Client.Shutdown(System.Net.Sockets.SocketShutdown.Send);
                    break;
                case "goes away":
                    // With an unread response.
                    socket.Close();
                    break;
                case "resets":
                    socket.Client.Close(timeout: 0);
                    break;
                default:
                    await socket.GetStream().WriteAsync("no length\r\n"u8.ToArray(), Ending);
                    break;
            }

            // Sequential, so that each ends before the next.
            await CountsAsync(relay, "broken-off", i + 1);
        }

        await WarnsOnceAsync(relay, "broken-off");
        Assert.DoesNotContain(relay.Output, line => line.Contains("\"@l\":\"Error\"", StringComparison.Ordinal));
    }

    private static async Task CountsAsync(RelayProcess relay, string reason, int count)
    {
        var lines = Array.Empty<string>();
        await Eventually.TrueAsync(
            async () =>
            {
                var metrics = await relay.Http.GetStringAsync(new Uri(relay.ManagementUrl, "/metrics"), Ending);
                lines = [.. metrics.Split('\n').Where(line => line.StartsWith("webhookrelay_refusals_total{", StringComparison.Ordinal) && !line.Contains("} 0", StringComparison.Ordinal))];
                return lines is [var only] && only.Contains($"reason=\"{reason}\"}} {count.ToString(CultureInfo.InvariantCulture)}", StringComparison.Ordinal);
            },
            Soon,
            $"{count} refusals are counted as {reason} and nothing else",
            () => string.Join('\n', lines));
    }

    private static async Task WarnsOnceAsync(RelayProcess relay, string reason)
    {
        await relay.WaitForLogAsync(line => line.Contains("refuses requests", StringComparison.Ordinal) && line.Contains($"\"{reason}\"", StringComparison.Ordinal));
        Assert.Single(relay.Output, line => line.Contains("refuses requests", StringComparison.Ordinal));
    }
}
