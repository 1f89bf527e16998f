using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using WebhookRelay.Management;

namespace WebhookRelay.Inspecting;

/// <summary>
/// The sessions of browsers. A cookie is signed by a key that is stretched from the management key, so nothing is stored:
/// every replica accepts it, and it ends with its key. Without a management key there is one session, of this machine.
/// </summary>
internal sealed class InspectorSessions(ManagementKey keys, TimeProvider time)
{
    public const string Cookie = "webhookrelay-inspector";

    /// <summary>The time until a session ends.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    private const int StretchIterations = 100_000;
    private const int NonceBytes = 16;

    private readonly Lock _lock = new();
    private readonly byte[] _ofThisProcess = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);
    private Dictionary<string, byte[]> _stretched = new(StringComparer.Ordinal);

    /// <summary>The session of a request; null if it needs a login.</summary>
    public InspectorSession? Of(HttpRequest request)
    {
        if (!keys.IsRequired)
        {
            return new InspectorSession(CanChange: true, IsLogin: false, Token(_ofThisProcess, string.Empty));
        }

        if (request.Cookies[Cookie]?.Split('.') is not [var expires, var nonce, var signature]
            || !long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds <= time.GetUtcNow().ToUnixTimeSeconds())
        {
            return null;
        }

        foreach (var (key, access) in Stretched())
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Signature(key, expires, nonce)), Encoding.UTF8.GetBytes(signature)))
            {
                return new InspectorSession(access is ManagementAccess.Full, IsLogin: true, Token(key, nonce));
            }
        }

        return null;
    }

    /// <summary>A new session's cookie; null if the key is not valid.</summary>
    public string? Open(string presented)
    {
        if (keys.AccessOf(presented) is ManagementAccess.None)
        {
            return null;
        }

        var expires = (time.GetUtcNow() + Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var nonce = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(NonceBytes));
        return $"{expires}.{nonce}.{Signature(Stretch(Encoding.UTF8.GetBytes(presented)), expires, nonce)}";
    }

    private static string Signature(byte[] key, string expires, string nonce) => Sign(key, $"session\n{expires}\n{nonce}");

    private static string Token(byte[] key, string nonce) => Sign(key, $"form\n{nonce}");

    private static string Sign(byte[] key, string text) => Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));

    /// <summary>Stretching takes long on purpose, so it happens once for each key.</summary>
    private List<(byte[] Key, ManagementAccess Access)> Stretched()
    {
        var current = keys.Current().Select(each => (Name: Convert.ToHexString(SHA256.HashData(each.Key)), each.Key, each.Access)).ToList();
        lock (_lock)
        {
            _stretched = current.DistinctBy(each => each.Name, StringComparer.Ordinal)
                .ToDictionary(each => each.Name, each => _stretched.GetValueOrDefault(each.Name) ?? Stretch(each.Key), StringComparer.Ordinal);
            return [.. current.Select(each => (_stretched[each.Name], each.Access))];
        }
    }

    private static byte[] Stretch(byte[] key) =>
        Rfc2898DeriveBytes.Pbkdf2(key, "WebhookRelay inspector session"u8, StretchIterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
}

/// <param name="CanChange">Whether it may replay, reveal and apply.</param>
/// <param name="IsLogin">Whether it began with a login, and can be ended.</param>
/// <param name="Token">Goes with every form.</param>
internal sealed record InspectorSession(bool CanChange, bool IsLogin, string Token)
{
    public static InspectorSession? Of(HttpContext context) => context.Features.Get<InspectorSession>();

    public bool IsToken(string? presented) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(presented ?? string.Empty), Encoding.UTF8.GetBytes(Token));
}
