using System.Net.Sockets;
using System.Text;
using WebhookRelay.IntegrationTests.Receiving;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Security;

/// <summary>Information disclosure by the public port and by the log.</summary>
public sealed class DisclosureTests
{
    private const string Input = "input-that-must-not-come-back";
    private const string EMail = "annotator@example.com";
    private const string Signed = "https://storage.example/b.jpg?X-Goog-Signature=0123456789abcdef";

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Responses_reveal_no_server_stack_trace_or_input()
    {
        await using var relay = await RelayProcess.StartAsync();
        var body = $$"""{"x":"{{Input}}"}""";
        string Head(string request, params string[] headers) =>
            string.Join("\r\n", [request, "Host: localhost", "Connection: close", $"Content-Length: {body.Length}", .. headers]) + "\r\n\r\n" + body;
        string[] requests =
        [
            Head($"POST /{Input} HTTP/1.1"),
            Head($"POST /webhook-endpoint/{Input} HTTP/1.1"),
            Head($"POST /webhook-endpoint?{Input} HTTP/1.1", $"Content-Type: text/{Input}"),
            Head($"{Input} /webhook-endpoint HTTP/1.1"),
            Head("POST /webhook-endpoint HTTP/1.1", "Content-Type: application/json", $"X-Hub-Signature: sha1={Input}"),
            Head("POST /webhook-endpoint HTTP/1.1", "Content-Type: application/json", $"X-Hub-Signature: {Sender.Sha1(Encoding.ASCII.GetBytes(body))}", $"X-Labelbox-Id: {Input} {Input}"),
            Head("POST /webhook-endpoint HTTP/1.1", $"Content-Encoding: {Input}"),
            Head("POST /webhook-endpoint HTTP/1.1", $"{Input}"),
            Head("POST /webhook-endpoint HTTP/1.1", $"X: {Input}\u0001"),
            Head($"POST /webhook-endpoint HTTP/{Input}"),
            Head($"POST /webhook-endpoint/%{Input} HTTP/1.1"),
            Head("POST /webhook-endpoint HTTP/1.1", $"Transfer-Encoding: {Input}"),
            Head("POST /webhook-endpoint HTTP/1.1", $"Content-Length: {Input}"),
            $"{Input}\r\n\r\n",
        ];
        foreach (var request in requests)
        {
            var answer = await AnswerAsync(relay.PublicUrl, request);

            Assert.Matches("^HTTP/1.1 4[0-9]{2} ", answer);
            Assert.DoesNotContain(Input, answer, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("\nServer:", answer, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Kestrel", answer, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("   at ", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("Exception", answer, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("POST /webhook-endpoint?{0} HTTP/1.1", 8 * 1024, 414)]
    [InlineData("POST /webhook-endpoint HTTP/1.1\r\nX-Long: {0}", 32 * 1024, 431)]
    public async Task Request_line_and_headers_are_limited(string head, int over, int status)
    {
        await using var relay = await RelayProcess.StartAsync();
        var longest = string.Format(System.Globalization.CultureInfo.InvariantCulture, head, new string('x', over));
        var many = "POST /webhook-endpoint HTTP/1.1\r\n" + string.Concat(Enumerable.Range(0, 101).Select(i => $"X-{i}: 1\r\n"));

        Assert.StartsWith($"HTTP/1.1 {status} ", await AnswerAsync(relay.PublicUrl, longest + "\r\nHost: localhost\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 431 ", await AnswerAsync(relay.PublicUrl, many + "\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task E_mail_addresses_and_signed_addresses_of_payloads_are_never_logged()
    {
        // The most verbose log level, and the subscriber that logs events.
        await using var relay = await RelayProcess.StartAsync(("Serilog__MinimumLevel__Default", "Verbose"), ("Serilog__MinimumLevel__Override__Microsoft", "Verbose"));
        (string Id, byte[] Body)[] deliveries =
        [
            ("v2", Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(SamplePayloads.V2("row-1")).Replace("https://storage.example/b.jpg", Signed, StringComparison.Ordinal))),
            ("v1", SamplePayloads.V1("row-2", rowData: Signed)),
            ("cut", SamplePayloads.V1("row-2", rowData: Signed)[..^2]),
            ("not-json", Encoding.UTF8.GetBytes($"{EMail} {Signed}")),
            ("not-a-row", Encoding.UTF8.GetBytes($"""["{EMail}","{Signed}"]""")),
            ("wrong-type", Encoding.UTF8.GetBytes($$"""{"dataRow":"{{EMail}}","label":"{{Signed}}","project":7,"data_row":"{{EMail}}"}""")),
            ("twice", SamplePayloads.V2("row-1")),
            ("twice", SamplePayloads.V2("row-3")),
        ];
        foreach (var (id, body) in deliveries)
        {
            Assert.Equal(200, (await relay.SendAsync(body, id)).Status);
        }

        await relay.EndedAsync(deliveries.Length);
        using (var unsigned = await relay.Http.SendAsync(PublicPortRequests.Request(deliveries[0].Body, path: new Uri(relay.PublicUrl, "/webhook-endpoint").AbsoluteUri, signed: false), Ending))
        {
            Assert.Equal(401, (int)unsigned.StatusCode);
        }

        using var shown = await relay.Http.GetAsync(new Uri(relay.ManagementUrl, "/deliveries/v1?reveal=true"), Ending);
        Assert.Contains(EMail, await shown.Content.ReadAsStringAsync(Ending), StringComparison.Ordinal);

        var log = string.Join('\n', relay.Output);
        Assert.Contains("\"@l\":\"Debug\"", log, StringComparison.Ordinal);
        Assert.DoesNotContain(EMail, log, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Goog-Signature", log, StringComparison.Ordinal);
        Assert.DoesNotContain("storage.example", log, StringComparison.Ordinal);
    }

    private static async Task<string> AnswerAsync(Uri server, string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Host, server.Port, Ending);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), Ending);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var answer = new StringBuilder();
        try
        {
            var buffer = new char[4096];
            while (await reader.ReadAsync(buffer, Ending) is var count and > 0)
            {
                answer.Append(buffer, 0, count);
            }
        }
        catch (IOException)
        {
            // The server closes with unread bytes; its response has arrived.
        }

        return answer.ToString();
    }
}
