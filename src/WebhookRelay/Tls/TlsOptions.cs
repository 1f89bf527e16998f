using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace WebhookRelay.Tls;

/// <summary>A certificate and its key in PEM files, as certificate tools and Kubernetes write them.</summary>
internal sealed class TlsOptions
{
    /// <summary>The certificate, followed by its issuers.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>The certificate's private key, without a password.</summary>
    public string? KeyFile { get; set; }

    public bool IsSet => CertificateFile is { Length: > 0 } || KeyFile is { Length: > 0 };

    /// <summary>The error in these settings; null if there is none.</summary>
    public string? Fault(string section)
    {
        if (!IsSet)
        {
            return null;
        }

        if (CertificateFile is null or "" || KeyFile is null or "")
        {
            return $"{section}:CertificateFile and {section}:KeyFile belong together: set both or neither.";
        }

        try
        {
            using var certificate = X509Certificate2.CreateFromPemFile(CertificateFile, KeyFile);
            return null;
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return $"{section}: the certificate in '{CertificateFile}' with the key in '{KeyFile}' cannot be read: {e.Message}";
        }
    }
}

/// <summary>TLS settings for a connection to a server: its authorities and the client certificate.</summary>
internal sealed class ClientTlsOptions
{
    /// <summary>The certificate authorities to trust instead of the system's, in PEM.</summary>
    public string? CaFile { get; set; }

    public string? CertificateFile { get; set; }

    public string? KeyFile { get; set; }

    public bool IsSet => CaFile is { Length: > 0 } || Certificate.IsSet;

    public TlsOptions Certificate => new() { CertificateFile = CertificateFile, KeyFile = KeyFile };

    /// <summary>The error in these settings; null if there is none.</summary>
    public string? Fault(string section)
    {
        if (CaFile is not { Length: > 0 })
        {
            return Certificate.Fault(section);
        }

        try
        {
            return CertificateAuthorities.Read(CaFile).Count > 0 ? Certificate.Fault(section) : $"{section}:CaFile: '{CaFile}' contains no certificate in PEM.";
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return $"{section}:CaFile: '{CaFile}' cannot be read: {e.Message}";
        }
    }
}
