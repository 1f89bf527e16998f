using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using WebhookRelay.Starting;

namespace WebhookRelay.Management;

/// <summary>What a caller of the management port may do.</summary>
internal enum ManagementAccess
{
    /// <summary>Nothing: the key is missing or wrong.</summary>
    None,

    /// <summary>Read what is not masked (<c>Management:ReadKey</c>).</summary>
    Read,

    /// <summary>Everything (<c>Management:ApiKey</c>).</summary>
    Full,
}

/// <summary>The current keys of the admin API: the configured ones and those of the files, which may change while the service runs.</summary>
internal sealed class ManagementKey(IOptionsMonitor<ManagementOptions> options, TimeProvider time)
{
    private readonly KeyFile _adminFile = new(time);
    private readonly KeyFile _readFile = new(time);

    /// <summary>Whether a key is required: not on a loopback address without a configured key.</summary>
    public bool IsRequired => options.CurrentValue is not { ApiKey: null or "", ApiKeyFile: null or "" };

    /// <summary>What the presented key allows. Keys are compared in constant time.</summary>
    public ManagementAccess AccessOf(string presented)
    {
        // Digests have one length, so that the comparison does not reveal the key's length.
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(presented));
        var current = options.CurrentValue;
        var isFull = Matches(digest, Keys(current.ApiKey, current.ApiKeyFile, _adminFile));
        var isRead = Matches(digest, Keys(current.ReadKey, current.ReadKeyFile, _readFile));
        return isFull ? ManagementAccess.Full : isRead ? ManagementAccess.Read : ManagementAccess.None;
    }

    /// <summary>The keys that are valid now, each with what it allows.</summary>
    public IEnumerable<(byte[] Key, ManagementAccess Access)> Current()
    {
        var current = options.CurrentValue;
        return [
            .. Keys(current.ApiKey, current.ApiKeyFile, _adminFile).Select(key => (key, ManagementAccess.Full)),
            .. Keys(current.ReadKey, current.ReadKeyFile, _readFile).Select(key => (key, ManagementAccess.Read)),
        ];
    }

    private static bool Matches(ReadOnlySpan<byte> digest, IEnumerable<byte[]> keys)
    {
        var matches = false;
        foreach (var key in keys)
        {
            matches |= CryptographicOperations.FixedTimeEquals(digest, SHA256.HashData(key));
        }

        return matches;
    }

    private static IEnumerable<byte[]> Keys(string? configured, string? path, KeyFile file)
    {
        if (configured is { Length: > 0 })
        {
            yield return Encoding.UTF8.GetBytes(configured);
        }

        if (path is { Length: > 0 } && file.Read(path) is { } read)
        {
            yield return read;
        }
    }

    /// <summary>The content of a key file, read again every few seconds.</summary>
    private sealed class KeyFile(TimeProvider time)
    {
        private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(5);

        private readonly Lock _lock = new();
        private byte[]? _content;
        private long _readAt;

        public byte[]? Read(string path)
        {
            lock (_lock)
            {
                if (_content is null || time.GetElapsedTime(_readAt) >= CheckInterval)
                {
                    _readAt = time.GetTimestamp();

                    // A file may be missing while it is replaced; keep its last content.
                    _content = SecretFile.TryRead(path, out _) ?? _content;
                }

                return _content;
            }
        }
    }
}
