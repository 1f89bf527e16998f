using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace WebhookRelay.Tls;

/// <summary>A port's certificate, reloaded when its files change. While new files cannot be read, the last certificate stays in use.</summary>
internal sealed partial class ServerCertificate(Func<TlsOptions> options, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private SslStreamCertificateContext? _current;
    private byte[] _content = [];
    private long _checkedAt;

    /// <summary>The certificate for a handshake.</summary>
    /// <exception cref="CryptographicException">No certificate could be read so far.</exception>
    public SslStreamCertificateContext Current
    {
        get
        {
            lock (_lock)
            {
                if (_current is null || time.GetElapsedTime(_checkedAt) >= CheckInterval)
                {
                    _checkedAt = time.GetTimestamp();
                    Reload(options());
                }

                return _current!;
            }
        }
    }

    private void Reload(TlsOptions files)
    {
        try
        {
            byte[] content = [.. File.ReadAllBytes(files.CertificateFile!), .. File.ReadAllBytes(files.KeyFile!)];
            if (_current is not null && content.AsSpan().SequenceEqual(_content))
            {
                return;
            }

            var leaf = X509Certificate2.CreateFromPemFile(files.CertificateFile!, files.KeyFile!);
            var issuers = new X509Certificate2Collection();
            issuers.ImportFromPemFile(files.CertificateFile!);
            _current = SslStreamCertificateContext.Create(leaf, issuers, offline: true);
            _content = content;
            LogRead(logger, files.CertificateFile!, leaf.NotAfter.ToUniversalTime());
        }
        catch (Exception e) when (_current is not null && e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            // The files are being replaced, or the new ones are invalid.
            LogUnreadable(logger, files.CertificateFile!, e.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "The certificate in {File} is served; it is valid until {Until}")]
    private static partial void LogRead(ILogger logger, string file, DateTime until);

    [LoggerMessage(2, LogLevel.Warning, "The certificate in {File} cannot be reloaded; the last one stays in use: {Reason}")]
    private static partial void LogUnreadable(ILogger logger, string file, string reason);
}
