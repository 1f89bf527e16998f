using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace WebhookRelay.Payloads;

/// <summary>Who may read: whoever shows <c>Payloads:Key</c>; where none is set, callers on this machine.</summary>
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

    /// <summary>Of one length, so that not even the key's length shows in the time a comparison takes.</summary>
    private static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
