using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Receiving;

/// <summary>The paths, methods and headers that the public port accepts.</summary>
public sealed class PublicPortHeaderTests(PublicPortRelay edge) : IClassFixture<PublicPortRelay>
{
    private static readonly byte[] Body = """{"data_row":{"id":"row-1"},"projects":{}}"""u8.ToArray();

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("application/json", 200)]
    [InlineData("application/json; charset=utf-8", 200)]
    [InlineData("Application/JSON", 200)]
    [InlineData("text/plain", 415)]
    [InlineData("application/cloudevents+json", 415)]
    [InlineData("application/x-www-form-urlencoded", 415)]
    [InlineData(null, 415)]
    public async Task The_media_type_is_json(string? mediaType, int status)
    {
        var id = $"media-{mediaType?.Replace('/', '-').Replace(' ', '-')}";
        var request = PublicPortRequests.Request(Body, id);
        request.Content!.Headers.ContentType = mediaType is null ? null : MediaTypeHeaderValue.Parse(mediaType);
        using var response = await edge.Client.SendAsync(request, Ending);

        Assert.Equal(status, (int)response.StatusCode);
        await edge.ReachesTheLedgerAsync(id, status is 200);
    }

    [Fact]
    public async Task An_encoded_body_is_refused_even_when_signed()
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest))
        {
            gzip.Write(Body);
        }

        var request = PublicPortRequests.Request(zipped.ToArray(), "gzip");
        request.Content!.Headers.ContentEncoding.Add("gzip");
        using var response = await edge.Client.SendAsync(request, Ending);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        await edge.ReachesTheLedgerAsync("gzip", reaches: false);
    }

    [Theory]
    [InlineData("X-Labelbox-Id")]
    [InlineData("X-Labelbox-Event")]
    public async Task Delivery_id_has_1_to_256_visible_characters(string header)
    {
        (string[] Values, int Status)[] table =
        [
            ([], 400),
            ([""], 400),
            ([new string('x', 256)], 200),
            ([new string('x', 257)], 400),
            ([new string('x', 10_000)], 400),
            (["with space"], 400),
            (["tab\tinside"], 400),
            (["one", "two"], 400),
        ];
        foreach (var (values, status) in table)
        {
            using var response = await edge.Client.SendAsync(PublicPortRequests.Request(Body).With(header, values), Ending);
            Assert.Equal(status, (int)response.StatusCode);
        }
    }

    [Fact]
    public async Task An_id_with_a_line_break_is_refused()
    {
        foreach (var id in (string[])["broken\n id", "broken\r\n id", "broken\rid"])
        {
            var head = $"POST /webhook-endpoint HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\n"
                + $"X-Hub-Signature: {Sender.Sha1(Body)}\r\nX-Labelbox-Event: LABEL_UPDATED\r\nConnection: close\r\nX-Labelbox-Id: {id}";
            using var socket = new System.Net.Sockets.TcpClient();
            await socket.ConnectAsync(edge.Relay.PublicUrl.Host, edge.Relay.PublicUrl.Port, Ending);
            var stream = socket.GetStream();
            await stream.WriteAsync(Encoding.Latin1.GetBytes(head + "\r\n\r\n"), Ending);
            await stream.WriteAsync(Body, Ending);
            using var reader = new StreamReader(stream, Encoding.Latin1);

            Assert.StartsWith("HTTP/1.1 400", await reader.ReadLineAsync(Ending), StringComparison.Ordinal);
        }

        await edge.ReachesTheLedgerAsync("broken", reaches: false);
    }

    [Theory]
    [InlineData("POST", "/", 404)]
    [InlineData("POST", "/health/live", 404)]
    [InlineData("POST", "/webhook-endpoint/unknown", 404)]
    [InlineData("GET", "/webhook-endpoint/unknown", 404)]
    [InlineData("POST", "/webhook-endpoint/named/more", 404)]
    [InlineData("GET", "/webhook-endpoint", 405)]
    [InlineData("PUT", "/webhook-endpoint/named", 405)]
    public async Task Public_port_serves_only_the_webhook_endpoint(string method, string path, int status)
    {
        using var response = await edge.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), Ending);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Management_port_rejects_deliveries()
    {
        using var response = await edge.Client.SendAsync(
            PublicPortRequests.Request(Body, "wrong-port", new Uri(edge.Relay.ManagementUrl, "/webhook-endpoint").AbsoluteUri), Ending);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        await edge.ReachesTheLedgerAsync("wrong-port", reaches: false);
    }
}
