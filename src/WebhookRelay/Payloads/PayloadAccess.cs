using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace WebhookRelay.Payloads;

/// <summary>Who may read: callers with <c>Payloads:Key</c> or, if none is set, callers on this machine.</summary>
internal sealed class PayloadAccess(IOptionsMonitor<PayloadsOptions> options)
{
    private const string Bearer = "Bearer ";

    public bool RequiresKey => options.CurrentValue.Key is { Length: > 0 };

    public bool Allows(HttpContext context) => options.CurrentValue.Key is { Length: > 0 } key
        ? PresentedKey(context.Request.Headers) is { } presented && CryptographicOperations.FixedTimeEquals(Digest(presented), Digest(key))
        : context.Connection.RemoteIpAddress is { } caller && IPAddress.IsLoopback(caller);

    private static string? PresentedKey(IHeaderDictionary headers) => headers switch
    {
        { Authorization: [{ } authorization] } when authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) => authorization[Bearer.Length..].Trim(),
        _ => headers["X-Api-Key"] is [{ } key] ? key : null,
    };

    /// <summary>Digests have one length, so that the comparison does not reveal the key's length.</summary>
    private static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
