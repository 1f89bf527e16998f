namespace WebhookRelay.Payloads;

/// <summary>The key that a request presents, as <c>Authorization: Bearer</c> or <c>X-Api-Key</c>.</summary>
internal static class PresentedKey
{
    private const string Bearer = "Bearer ";

    public static string? Of(IHeaderDictionary headers) =>
        headers.Authorization is [{ } authorization] && authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..]
        : headers["X-Api-Key"] is [{ } key] ? key
        : null;
}
