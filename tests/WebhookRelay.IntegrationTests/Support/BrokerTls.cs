namespace WebhookRelay.IntegrationTests.Support;

/// <summary>What makes a broker take TLS, and only from clients that an authority vouches for.</summary>
internal static class BrokerTls
{
    /// <summary>Lines for its configuration file; the files they name are copied to where the server's user may read them.</summary>
    public static string Settings(TemporaryFolder folder, Authority authority, int port, int managementPort)
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
