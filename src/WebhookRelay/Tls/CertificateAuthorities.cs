using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace WebhookRelay.Tls;

/// <summary>The authorities that vouch for a server. Given ones replace the system's; a name that does not match is never forgiven.</summary>
internal static class CertificateAuthorities
{
    public static X509Certificate2Collection Read(string file)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities;
    }

    /// <summary>How to judge a server's certificate, or null for the system's own way.</summary>
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
        // A private authority rarely publishes a list of what it revoked.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (var element in presented is null ? Enumerable.Empty<X509ChainElement>() : presented.ChainElements)
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(server);
    }
}
