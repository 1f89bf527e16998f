using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace WebhookRelay.IntegrationTests.Support;

/// <summary>A temporary certificate authority. Its certificates are PEM files in its own folder.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly X509Certificate2 _root;

    public CertificateAuthority()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=An authority of a test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        _root = request.CreateSelfSigned(Yesterday, Yesterday.AddDays(10));
        File.WriteAllText(CaFile, _root.ExportCertificatePem());
    }

    public string CaFile => _folder.File("ca.pem");

    private static DateTimeOffset Yesterday => TimeProvider.System.GetUtcNow().AddDays(-1);

    /// <summary>Issues a certificate for the name localhost, without its IP address.</summary>
    public IssuedCertificate Issue()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f;
        using var certificate = request.Create(_root, Yesterday, Yesterday.AddDays(9), serial);
        var file = _folder.File(Convert.ToHexStringLower(serial));
        var issued = new IssuedCertificate(certificate.SerialNumber, $"{file}.crt", $"{file}.key");
        File.WriteAllText(issued.CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(issued.KeyFile, key.ExportPkcs8PrivateKeyPem());
        return issued;
    }

    /// <summary>Whether this authority issued the certificate.</summary>
    public bool HasIssued(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    public void Dispose()
    {
        _root.Dispose();
        _folder.Dispose();
    }
}

/// <summary>A certificate and its key.</summary>
internal sealed record IssuedCertificate(string SerialNumber, string CertificateFile, string KeyFile);
