namespace WebhookRelay.IntegrationTests.Support;

/// <summary>The settings that make a broker require TLS with client certificates.</summary>
internal static class BrokerTls
{
    /// <summary>Lines for the configuration file. The certificate files are copied to a folder that the server's user can read.</summary>
    public static string Settings(TemporaryFolder folder, CertificateAuthority authority, int port, int managementPort)
    {
        var issued = authority.Issue();
        var (ca, certificate, key) = (folder.File("ca.pem"), folder.File("server.crt"), folder.File("server.key"));
        File.Copy(authority.CaFile, ca);
        File.Copy(issued.CertificateFile, certificate);
        File.Copy(issued.KeyFile, key);
        string Options(string prefix) => $"""
            {prefix}.cacertfile = {ca}
            {prefix}.certfile = {certificate}
            {prefix}.keyfile = {key}
            {prefix}.verify = verify_peer
            {prefix}.fail_if_no_peer_cert = true
            """;
        return $"""
            listeners.ssl.1 = 127.0.0.1:{port}
            {Options("ssl_options")}
            management.ssl.ip = 127.0.0.1
            management.ssl.port = {managementPort}
            {Options("management.ssl")}
            """;
    }
}
