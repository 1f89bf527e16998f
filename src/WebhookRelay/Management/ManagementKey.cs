using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using WebhookRelay.Starting;

namespace WebhookRelay.Management;

/// <summary>The current keys of the admin API: the configured one and the file's, which may change while the service runs.</summary>
internal sealed class ManagementKey(IOptionsMonitor<ManagementOptions> options, TimeProvider time)
{
    private static readonly TimeSpan FileCheckInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private byte[]? _fromFile;
    private long _readAt;

    /// <summary>Whether a key is required: not on a loopback address without a configured key.</summary>
    public bool IsRequired => options.CurrentValue is not { ApiKey: null or "", ApiKeyFile: null or "" };

    /// <summary>Whether the presented key is valid, in constant time.</summary>
    public bool IsValid(string presented)
    {
        // Digests have one length, so that the comparison does not reveal the key's length.
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(presented), digest);
        var isValid = false;
        foreach (var key in Keys())
        {
            isValid |= CryptographicOperations.FixedTimeEquals(digest, SHA256.HashData(key));
        }

        return isValid;
    }

    private List<byte[]> Keys()
    {
        var keys = new List<byte[]>();
        if (options.CurrentValue.ApiKey is { Length: > 0 } configured)
        {
            keys.Add(Encoding.UTF8.GetBytes(configured));
        }

        if (options.CurrentValue.ApiKeyFile is { Length: > 0 } file && FromFile(file) is { } read)
        {
            keys.Add(read);
        }

        return keys;
    }

    private byte[]? FromFile(string file)
    {
        lock (_lock)
        {
            if (_fromFile is null || time.GetElapsedTime(_readAt) >= FileCheckInterval)
            {
                _readAt = time.GetTimestamp();

                // A file may be missing while it is replaced; keep its last content.
                _fromFile = SecretFile.TryRead(file, out _) ?? _fromFile;
            }

            return _fromFile;
        }
    }
}
