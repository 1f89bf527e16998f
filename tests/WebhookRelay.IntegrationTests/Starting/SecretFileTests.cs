using System.Text;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Starting;

/// <summary>Secret and key files as editors and shells write them.</summary>
public sealed class SecretFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Byte_order_mark_is_removed_without_a_warning()
    {
        await using var relay = await RelayProcess.StartAsync(
            ("Receiving__SecretFiles__0", Write("webhook", [.. Encoding.UTF8.Preamble, .. "of-the-file\r\n"u8])),
            ("Receiving__Webhooks__own__SecretFiles__0", Write("own", [.. Encoding.UTF8.Preamble, .. "of-the-webhook"u8])),
            ("Labelbox__ApiKeyFile", Write("labelbox", [.. Encoding.UTF8.Preamble, .. "a-key \n"u8])),
            ("Management__ApiKeyFile", Write("key", [.. Encoding.UTF8.Preamble, .. "the-key\n"u8])));

        Assert.Equal(200, (await relay.SendAsync(SamplePayloads.V2("row-1"), "marked-1", secret: "of-the-file")).Status);
        Assert.Equal(200, (await relay.SendAsync(SamplePayloads.V2("row-1"), "marked-2", secret: "of-the-webhook", path: "/webhook-endpoint/own")).Status);
        await relay.EndsAsync("marked-2", "Relayed");
        Assert.True(await OpensAsync(relay, "the-key"));
        Assert.DoesNotContain(relay.Output, line => line.Contains("looks wrong", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Suspicious_secret_file_is_reported_without_its_content()
    {
        var changed = Write("changed", "s3cret\n"u8);
        await using var relay = await RelayProcess.StartAsync(
            ("Receiving__Secrets__1", "s3cret "),
            ("Receiving__SecretFiles__0", Write("utf-16", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("s3cret\r\n")])),
            ("Receiving__SecretFiles__1", Write("two-ends", "s3cret\n\n"u8)),
            ("Receiving__SecretFiles__2", changed),
            ("Receiving__Webhooks__own__SecretFiles__0", Write("no-mark", Encoding.Unicode.GetBytes("s3cret"))),
            ("Management__ApiKeyFile", Write("key", "s3cret-key \n"u8)),
            ("Management__ReadKeyFile", Write("read-key", "s3cret-read-key \n"u8)),
            ("Management__ReadKey", " s3cret-reads"),
            ("Payloads__Key", "s3cret\n"),
            ("Labelbox__ApiKeyFile", Write("labelbox", Encoding.Unicode.GetBytes("s3cret"))));
        foreach (var setting in (string[])
            ["Receiving:Secrets:1", "Receiving:SecretFiles:0", "Receiving:SecretFiles:1", "Receiving:Webhooks:own:SecretFiles:0", "Management:ApiKeyFile",
                "Management:ReadKeyFile", "Management:ReadKey", "Payloads:Key", "Labelbox:ApiKeyFile"])
        {
            await relay.WaitForLogAsync(line => line.Contains("looks wrong", StringComparison.Ordinal) && line.Contains($"\"{setting}\"", StringComparison.Ordinal), what: $"{setting} is warned of");
        }

        Assert.DoesNotContain(relay.Output, line => line.Contains("Receiving:SecretFiles:2", StringComparison.Ordinal));
        Assert.Equal(200, (await relay.SendAsync(SamplePayloads.V2("row-1"), "utf-16", secret: "s3cret")).Status);

        Write("changed", "s3cret\t\n"u8);
        await relay.WaitForLogAsync(line => line.Contains("looks wrong", StringComparison.Ordinal) && line.Contains("Receiving:SecretFiles:2", StringComparison.Ordinal), what: "the change is warned of");
        Assert.DoesNotContain(relay.Output, line => line.Contains("s3cret", StringComparison.Ordinal));
    }

    private string Write(string name, ReadOnlySpan<byte> content)
    {
        File.WriteAllBytes(_folder.File(name), content);
        return _folder.File(name);
    }

    private static async Task<bool> OpensAsync(RelayProcess relay, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(relay.ManagementUrl, "/status"));
        request.Headers.Add("X-Api-Key", key);
        using var answer = await relay.Http.SendAsync(request, Ending);
        return answer.IsSuccessStatusCode;
    }
}
