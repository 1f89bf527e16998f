using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Security;

/// <summary>Both ports over TLS with PEM files that change at run time.</summary>
public sealed class PortTlsTests
{
    private static readonly TimeSpan ReadAgainWithin = TimeSpan.FromSeconds(30);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_ports_speak_TLS_and_serve_a_new_certificate_without_a_restart()
    {
        using var authority = new CertificateAuthority();
        using var folder = new TemporaryFolder();
        var (certificate, key) = (folder.File("tls.crt"), folder.File("tls.key"));
        var first = Put(authority.Issue());
        (string Key, string Value)[] settings =
        [
            .. Settings("Receiving", certificate, key),
            .. Settings("Management", certificate, key),
            ("Management__ApiKey", "the-management-key"),
        ];
        await using var relay = await RelayProcess.StartAsync(settings);

        Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("row-1"), "over-tls"));
        Assert.Equal(first, await ShownAsync(authority, relay.PublicUrl));
        Assert.Equal(first, await ShownAsync(authority, relay.ManagementUrl));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(relay, "/deliveries", key: null));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(relay, "/deliveries", "the-management-key"));
        Assert.Equal(0, (await RelayProcess.RunAsync(["--health"], settings)).ExitCode);

        // An incomplete replacement: the last valid pair stays in use.
        await File.WriteAllTextAsync(certificate, "not a certificate", Ending);
        await Eventually.TrueAsync(
            async () => string.Equals(first, await ShownAsync(authority, relay.PublicUrl), StringComparison.Ordinal)
                && relay.Output.Any(line => line.Contains("cannot be reloaded", StringComparison.Ordinal)),
            ReadAgainWithin,
            "the fault is logged");
        Assert.Equal(first, await ShownAsync(authority, relay.PublicUrl));

        var second = Put(authority.Issue());
        Assert.NotEqual(first, second);
        foreach (var port in (Uri[])[relay.PublicUrl, relay.ManagementUrl])
        {
            await Eventually.TrueAsync(
                async () => string.Equals(second, await ShownAsync(authority, port), StringComparison.Ordinal), ReadAgainWithin, $"{port} shows the new certificate");
        }

        Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("row-1"), "over-tls-2"));

        string Put(IssuedCertificate issued)
        {
            File.Copy(issued.CertificateFile, certificate, overwrite: true);
            File.Copy(issued.KeyFile, key, overwrite: true);
            return issued.SerialNumber;
        }
    }

    [Fact]
    public async Task Connection_serves_one_request_at_a_time()
    {
        using var authority = new CertificateAuthority();
        var issued = authority.Issue();
        await using var relay = await RelayProcess.StartAsync([.. Settings("Receiving", issued.CertificateFile, issued.KeyFile)]);

        using var client = new TcpClient();
        await client.ConnectAsync(relay.PublicUrl.Host, relay.PublicUrl.Port, Ending);
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
                RemoteCertificateValidationCallback = (_, shown, _, errors) => IsKnown(authority, shown, errors),
            },
            Ending);

        Assert.Equal(SslApplicationProtocol.Http11, tls.NegotiatedApplicationProtocol);
    }

    [Theory]
    [InlineData("Receiving:Url is https, so Receiving:Tls:CertificateFile", "https://127.0.0.1:0", "", "")]
    [InlineData("Receiving:Url is http, so Receiving:Tls would not be used", "http://127.0.0.1:0", "CERTIFICATE", "KEY")]
    [InlineData("belong together", "https://127.0.0.1:0", "CERTIFICATE", "")]
    [InlineData("cannot be read", "https://127.0.0.1:0", "CERTIFICATE", "/nowhere/key.pem")]
    [InlineData("cannot be read", "https://127.0.0.1:0", "CERTIFICATE", "CERTIFICATE")]
    public async Task Unusable_certificate_stops_the_start(string said, string url, string certificate, string key)
    {
        using var authority = new CertificateAuthority();
        var issued = authority.Issue();
        string File(string file) => file switch { "CERTIFICATE" => issued.CertificateFile, "KEY" => issued.KeyFile, _ => file };

        var (code, output) = await RelayProcess.RunAsync(
            [], ("Receiving__Url", url), ("Receiving__Tls__CertificateFile", File(certificate)), ("Receiving__Tls__KeyFile", File(key)));

        Assert.Equal(1, code);
        Assert.Contains(said, output, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Key, string Value)> Settings(string section, string certificate, string key) =>
    [
        ($"{section}__Url", $"https://127.0.0.1:{ServerProcess.FreePort()}"),
        ($"{section}__Tls__CertificateFile", certificate),
        ($"{section}__Tls__KeyFile", key),
    ];

    /// <summary>The serial number of the served certificate, after validating it against the test authority and name.</summary>
    private static async Task<string> ShownAsync(CertificateAuthority authority, Uri port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(port.Host, port.Port, Ending);
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                RemoteCertificateValidationCallback = (_, shown, _, errors) => IsKnown(authority, shown, errors),
            },
            Ending);
        return ((X509Certificate2)tls.RemoteCertificate!).SerialNumber;
    }

    private static bool IsKnown(CertificateAuthority authority, X509Certificate? shown, SslPolicyErrors errors) =>
        (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) is SslPolicyErrors.None && authority.HasIssued((X509Certificate2)shown!);

    private static async Task<HttpStatusCode> StatusAsync(RelayProcess relay, string path, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(relay.ManagementUrl, path));
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Api-Key", key);
        }

        using var response = await relay.Http.SendAsync(request, Ending);
        return response.StatusCode;
    }
}
