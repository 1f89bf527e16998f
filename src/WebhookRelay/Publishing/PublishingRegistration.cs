using MassTransit;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using WebhookRelay.Contracts;
using WebhookRelay.Starting;
using WebhookRelay.Tls;

namespace WebhookRelay.Publishing;

internal static class PublishingRegistration
{
    /// <summary>The queue of the only subscriber without a broker.</summary>
    public const string BuiltInQueue = "log";

    extension(IHostApplicationBuilder builder)
    {
        public void AddPublishing()
        {
            builder.AddSection<PublishingOptions>(PublishingOptions.Section);
            builder.AddSection<SubscribersOptions>(SubscribersOptions.Section);
            builder.Services.AddSingleton<IValidateOptions<PublishingOptions>, PublishingRangeValidator>();
            builder.Services.AddSingleton<IValidateOptions<PublishingOptions>, PublishingValidator>();
            builder.Services.AddSingleton<IValidateOptions<PublishingOptions>, TransportValidator>();
            builder.Services.AddSingleton<IValidateOptions<SubscribersOptions>, SubscribersValidator>();
            builder.Services.AddSingleton<BrokerReadiness>();
            builder.Services.AddSingleton<SubscriberQueues>();
            builder.Services.AddHttpClient<BrokerManagement>(http => http.Timeout = TimeSpan.FromSeconds(3))
                .ConfigurePrimaryHttpMessageHandler(services => BrokerConnectionSettings.CreateHttpHandler(services.GetRequiredService<IOptions<PublishingOptions>>().Value))
                .RemoveAllLoggers();
            builder.Services.AddSingleton<ExchangeDeclarer>();
            builder.Services.AddSingleton<BrokerTopology>();
            builder.Services.AddHostedService(services => services.GetRequiredService<BrokerTopology>());
            builder.Services.AddSingleton<BoundQueues>();
            builder.Services.AddSingleton<AdminConnection>();
            builder.Services.AddSingleton<SubscriberReport>();
            builder.Services.AddSingleton<PublishMonitor>();
            builder.Services.AddSingleton<PublishCircuitBreaker>();
            builder.Services.AddHostedService(services => services.GetRequiredService<PublishCircuitBreaker>());
            builder.Services.AddSingleton<BusConnection>();
            builder.Services.AddSingleton<IEventBus, MassTransitBus>();
            builder.Services.AddSingleton<IEventPublisher, BusPublisher>();
            builder.Services.AddMassTransit(bus =>
            {
                bus.DisableUsageTelemetry();
                bus.AddPublishObserver<FaultObserver>();
                bus.ConfigureHealthCheckOptions(health => health.MinimalFailureStatus = Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Degraded);
                if (builder.Configuration["Publishing:RabbitMq"] is { Length: > 0 })
                {
                    bus.UsingRabbitMq(ConfigureRabbitMq);
                }
                else
                {
                    bus.AddConsumer<LoggingSubscriber>();
                    bus.UsingInMemory(ConfigureInMemory);
                }
            });
            builder.Services.Configure<MassTransitHostOptions>(host => host.StopTimeout = ShutdownTimeouts.BrokerConnection);
        }
    }

    private static void ConfigureRabbitMq(IBusRegistrationContext context, IRabbitMqBusFactoryConfigurator bus)
    {
        var options = context.GetRequiredService<IOptions<PublishingOptions>>().Value;
        var broker = BrokerConnectionSettings.CreateFactory(options);
        var connection = context.GetRequiredService<BusConnection>();
        bus.Host(broker.HostName, (ushort)broker.Port, broker.VirtualHost, "WebhookRelay", host =>
        {
            host.Username(broker.UserName);
            host.Password(broker.Password);
            host.OnRefreshConnectionFactory = factory =>
            {
                factory.SocketFactory = family => connection.Use(new GatheredClient(ConnectionFactoryBase.DefaultSocketFactory(family)));
                return Task.CompletedTask;
            };
            if (broker.Ssl.Enabled)
            {
                host.UseSsl(tls =>
                {
                    tls.ServerName = broker.HostName;
                    tls.CertificateSelectionCallback = ClientCertificate.CreateSelector(options.Tls);
                    tls.CertificateValidationCallback = CertificateAuthorities.CreateValidator(options.Tls);
                });
            }
        });
        Serialize(bus);
        // ExchangeDeclarer declares the exchange. MassTransit would declare it on each channel, which needs the configure permission.
        bus.Publish<PublishedEvent>(exchange => exchange.Exclude = true);
    }

    private static void ConfigureInMemory(IBusRegistrationContext context, IInMemoryBusFactoryConfigurator bus)
    {
        Serialize(bus);
        bus.AddDeserializer(new EventSerializer(), isDefault: true);
        bus.ReceiveEndpoint(BuiltInQueue, endpoint => endpoint.ConfigureConsumer<LoggingSubscriber>(context));
    }

    private static void Serialize(IBusFactoryConfigurator bus)
    {
        bus.Message<PublishedEvent>(message => message.SetEntityName(EventExchange.Name));
        bus.AddSerializer(new EventSerializer(), isSerializer: true);
    }
}
