using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace WebhookRelay.Tls;

/// <summary>The trusted certificate authorities of a server. Configured ones replace the system's. A host name mismatch is never accepted.</summary>
internal static class CertificateAuthorities
{
    public static X509Certificate2Collection Read(string file)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities;
    }

    /// <summary>A validator for a server's certificate; null to use the system's validation.</summary>
    public static RemoteCertificateValidationCallback? CreateValidator(ClientTlsOptions options)
    {
        if (options.CaFile is not { Length: > 0 } file)
        {
            return null;
        }

        return (_, certificate, presented, errors) =>
            (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) is SslPolicyErrors.None && IsTrusted(certificate, presented, Read(file));
    }

    private static bool IsTrusted(X509Certificate? certificate, X509Chain? presented, X509Certificate2Collection authorities)
    {
        if (certificate is null)
        {
            return false;
        }

        using var server = new X509Certificate2(certificate);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        // A private authority rarely publishes a revocation list.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (var element in presented is null ? Enumerable.Empty<X509ChainElement>() : presented.ChainElements)
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(server);
    }
}
