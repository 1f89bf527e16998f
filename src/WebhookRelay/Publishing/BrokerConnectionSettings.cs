using RabbitMQ.Client;
using WebhookRelay.Tls;

namespace WebhookRelay.Publishing;

/// <summary>The broker's address, credentials and certificates, from <c>Publishing:RabbitMq</c> and <c>Publishing:Tls</c>.</summary>
internal static class BrokerConnectionSettings
{
    /// <summary>A factory for connections whose recovery the caller handles.</summary>
    public static ConnectionFactory CreateFactory(PublishingOptions options)
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
            factory.Ssl.CertificateValidationCallback = CertificateAuthorities.CreateValidator(options.Tls);
            factory.Ssl.CertificateSelectionCallback = ClientCertificate.CreateSelector(options.Tls);
        }

        return factory;
    }

    /// <summary>A handler for the broker's management API: the broker's certificates, and no proxy.</summary>
    public static SocketsHttpHandler CreateHttpHandler(PublishingOptions options)
    {
        var handler = new SocketsHttpHandler { UseProxy = false };
        if (CertificateAuthorities.CreateValidator(options.Tls) is { } judge)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = judge;
        }

        handler.SslOptions.LocalCertificateSelectionCallback = ClientCertificate.CreateSelector(options.Tls);
        return handler;
    }
}
