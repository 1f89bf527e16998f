using System.Net;
using System.Text.RegularExpressions;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Inspecting;

/// <summary>A browser without script: follows no redirect by itself, and keeps cookies.</summary>
internal sealed partial class InspectorClient : IDisposable
{
    private readonly HttpClient _http;

    public InspectorClient(RelayProcess relay) =>
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies }) { BaseAddress = relay.ManagementUrl };

    public CookieContainer Cookies { get; } = new();

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public async Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        return await SendAsync(request, headers);
    }

    public async Task<Answer> PostAsync(string path, IEnumerable<(string Name, string Value)> fields, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative));
        request.Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await SendAsync(request, headers);
    }

    public Task<Answer> LogInAsync(string key, string to = "/inspect") => PostAsync("/inspect/login", [("key", key), ("to", to)]);

    /// <summary>The token of the forms on a page.</summary>
    public async Task<string> TokenAsync(string path) => Token().Match((await GetAsync(path)).Body).Groups["token"].Value;

    public void Dispose() => _http.Dispose();

    private async Task<Answer> SendAsync(HttpRequestMessage request, (string Name, string Value)[] headers)
    {
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _http.SendAsync(request, Ending);
        return new Answer(
            response.StatusCode,
            await response.Content.ReadAsStringAsync(Ending),
            response.Headers.Location?.ToString(),
            response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase));
    }

    [GeneratedRegex("name=\"token\" value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();
}

internal sealed record Answer(HttpStatusCode Status, string Body, string? Location, IReadOnlyDictionary<string, string> Headers);
