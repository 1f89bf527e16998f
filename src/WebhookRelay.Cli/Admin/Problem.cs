using System.Text.Json;

namespace WebhookRelay.Cli.Admin;

/// <summary>The content of a ProblemDetails response.</summary>
/// <param name="Detail">The error; null if the response has none.</param>
/// <param name="Parts">The invalid parts of the request.</param>
internal sealed record Problem(string? Detail, IReadOnlyList<string> Parts)
{
    private const int Longest = 64 * 1024;

    private static readonly Problem None = new(null, []);

    /// <summary>Whether the request was valid but names something that does not exist.</summary>
    public bool IsNotFound => Parts.Count > 0 && Parts.All(part => part.StartsWith("ids[", StringComparison.Ordinal) || part.StartsWith("sequences[", StringComparison.Ordinal) || part is "subscriber");

    public static async Task<string?> DetailAsync(HttpResponseMessage response, CancellationToken cancellationToken) => (await ReadAsync(response, cancellationToken)).Detail;

    public static async Task<Problem> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType is not "application/problem+json" || response.Content.Headers.ContentLength > Longest)
        {
            return None;
        }

        try
        {
            using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            var parts = json.RootElement.ValueKind is JsonValueKind.Object && json.RootElement.TryGetProperty("errors", out var errors) && errors.ValueKind is JsonValueKind.Object
                ? errors.EnumerateObject().Select(error => error.Name).ToList()
                : [];
            return new Problem(json.RootElement.TextOf("detail") ?? json.RootElement.TextOf("title"), parts);
        }
        catch (JsonException)
        {
            return None;
        }
    }
}
