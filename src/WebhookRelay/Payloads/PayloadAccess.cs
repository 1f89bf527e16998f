using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace WebhookRelay.Payloads;

/// <summary>Who may read: callers with <c>Payloads:Key</c> or, if none is set, callers on this machine.</summary>
internal sealed class PayloadAccess(IOptionsMonitor<PayloadsOptions> options)
{
    public bool RequiresKey => options.CurrentValue.Key is { Length: > 0 };

    public bool Allows(HttpContext context) => options.CurrentValue.Key is { Length: > 0 } key
        ? PresentedKey.Of(context.Request.Headers)?.Trim() is { } presented && CryptographicOperations.FixedTimeEquals(Digest(presented), Digest(key))
        : context.Connection.RemoteIpAddress is { } caller && IPAddress.IsLoopback(caller);

    /// <summary>Digests have one length, so that the comparison does not reveal the key's length.</summary>
    private static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
