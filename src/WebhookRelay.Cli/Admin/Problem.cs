using System.Text.Json;

namespace WebhookRelay.Cli.Admin;

/// <summary>What ProblemDetails say.</summary>
internal static class Problem
{
    private const int Longest = 64 * 1024;

    public static async Task<string?> DetailAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType is not "application/problem+json" || response.Content.Headers.ContentLength > Longest)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            return json.RootElement.TextOf("detail") ?? json.RootElement.TextOf("title");
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
