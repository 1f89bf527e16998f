using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace WebhookRelay.Tls;

/// <summary>The client certificate, read at every handshake, so that a renewed one is used without a restart.</summary>
internal sealed class ClientCertificate(TlsOptions files)
{
    private volatile X509Certificate2? _last;

    /// <summary>A selector for TLS handshakes; null if no certificate is configured.</summary>
    public static LocalCertificateSelectionCallback? CreateSelector(ClientTlsOptions options)
    {
        if (!options.Certificate.IsSet)
        {
            return null;
        }

        var own = new ClientCertificate(options.Certificate);
        return (_, _, _, _, _) => own.Read();
    }

    /// <exception cref="CryptographicException">No certificate could be read so far.</exception>
    private X509Certificate2 Read()
    {
        try
        {
            return _last = X509Certificate2.CreateFromPemFile(files.CertificateFile!, files.KeyFile!);
        }
        catch (Exception e) when (_last is not null && e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            // The files are being replaced.
            return _last;
        }
    }
}
