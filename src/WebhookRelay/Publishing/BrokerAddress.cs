using System.Security.Cryptography.X509Certificates;
using RabbitMQ.Client;
using WebhookRelay.Tls;

namespace WebhookRelay.Publishing;

/// <summary>Where the broker is, who we are to it, and how it is known: read from <c>Publishing:RabbitMq</c> and <c>Publishing:Tls</c>.</summary>
internal static class BrokerAddress
{
    /// <summary>A factory for connections that the caller looks after itself.</summary>
    public static ConnectionFactory Factory(PublishingOptions options)
    {
        var factory = new ConnectionFactory
        {
            Uri = new Uri(options.RabbitMq!),
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedConnectionTimeout = TimeSpan.FromSeconds(5),
            ContinuationTimeout = TimeSpan.FromSeconds(10),
            RequestedHeartbeat = TimeSpan.FromSeconds(10),
        };
        if (factory.Ssl.Enabled)
        {
            factory.Ssl.ServerName = factory.HostName;
            factory.Ssl.CertificateValidationCallback = Authorities.Judge(options.Tls);
            factory.Ssl.Certs = Own(options.Tls) is { } own ? [own] : null;
        }

        return factory;
    }

    /// <summary>The certificate we show, where one is configured.</summary>
    public static X509Certificate2? Own(ClientTlsOptions tls) =>
        tls.Own.IsSet ? X509Certificate2.CreateFromPemFile(tls.CertificateFile!, tls.KeyFile!) : null;

    /// <summary>How the broker's management API is known: as the broker itself, and like it never through a proxy.</summary>
    public static SocketsHttpHandler Handler(PublishingOptions options)
    {
        var handler = new SocketsHttpHandler { UseProxy = false };
        if (Authorities.Judge(options.Tls) is { } judge)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = judge;
        }

        if (Own(options.Tls) is { } own)
        {
            handler.SslOptions.ClientCertificates = [own];
        }

        return handler;
    }
}
