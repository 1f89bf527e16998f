namespace WebhookRelay.Management;

/// <summary>The mode <c>--health</c>: queries the health of the service with the same settings, since its image contains no other HTTP client.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Prints the answer; returns 0 if the service is ready, 1 if it is not or does not answer.</summary>
    public static async Task<int> RunAsync(IConfiguration configuration)
    {
        var url = configuration.GetSection(ManagementOptions.Section).Get<ManagementOptions>()?.Url ?? new ManagementOptions().Url;
        try
        {
#pragma warning disable CA5359 // Over loopback to this service: the certificate is for its external name.
            using var handler = new SocketsHttpHandler { UseProxy = false, SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } };
#pragma warning restore CA5359
            using var http = new HttpClient(handler) { Timeout = Timeout };
            using var answer = await http.GetAsync(Address(url));
            Console.WriteLine(await answer.Content.ReadAsStringAsync());
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or FormatException)
        {
            await Console.Error.WriteLineAsync($"The service does not answer at {url} (Management:Url): {e.Message}");
            return 1;
        }
    }

    /// <summary>A service that listens on all addresses answers on loopback.</summary>
    private static Uri Address(string url)
    {
        var address = BindingAddress.Parse(url);
        var host = address.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "127.0.0.1" : address.Host;
        return new Uri($"{address.Scheme}://{host}:{address.Port}/health/ready");
    }
}
