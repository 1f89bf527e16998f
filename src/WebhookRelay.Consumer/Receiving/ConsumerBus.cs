using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using WebhookRelay.Consumer.Handling;
using WebhookRelay.Contracts;

namespace WebhookRelay.Consumer.Receiving;

/// <summary>
/// The bus of the consumers, apart from any other that the service has. It waits for the broker as long as it takes; when
/// the service stops, handlers that run come to their end and nothing else is begun.
/// </summary>
internal sealed partial class ConsumerBus(
    HandlerSet handlers,
    EventLine line,
    RowOrder rowOrder,
    Stopping stopping,
    IOptions<LabelboxConsumerOptions> options,
    ILoggerFactory loggers,
    ILogger<ConsumerBus> logger) : BackgroundService
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    private IBusControl? _bus;

    public BusHealthStatus Health => _bus?.CheckHealth().Status ?? BusHealthStatus.Unhealthy;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.BeginAsync();
        stopping.EndAfter(options.Value.StopWithin);
        await using var impatient = cancellationToken.Register(() => stopping.EndAfter(TimeSpan.Zero));
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        LogContext.ConfigureCurrentLogContext(loggers);
        _bus = Bus.Factory.CreateUsingRabbitMq(Configure);
        try
        {
            await _bus.StartAsync(stoppingToken);
            LogConsuming(logger, options.Value.Queue!);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop.
        }

        await _bus.StopAsync(CancellationToken.None);
    }

    private void Configure(IRabbitMqBusFactoryConfigurator bus)
    {
        var broker = new ConnectionFactory { Uri = new Uri(options.Value.RabbitMq!) };
        bus.Host(broker.HostName, (ushort)broker.Port, broker.VirtualHost, "WebhookRelay.Consumer", host =>
        {
            host.Username(broker.UserName);
            host.Password(broker.Password);
            host.Heartbeat(Heartbeat);
            if (broker.Ssl.Enabled)
            {
                host.UseSsl(tls => tls.ServerName = broker.HostName);
            }
        });
        bus.ReceiveEndpoint(options.Value.Queue!, Configure);
    }

    private void Configure(IRabbitMqReceiveEndpointConfigurator endpoint)
    {
        // The bus has as many messages in hand at once as it prefetches; how many handlers run is the line's own matter.
        endpoint.PrefetchCount = options.Value.Prefetch;
        endpoint.ConfigureConsumeTopology = false;
        endpoint.PublishFaults = false;
        endpoint.AddDeserializer(new LabelboxEventDeserializer(), isDefault: true);
        foreach (var (name, value) in QueueTopology.Arguments)
        {
            endpoint.SetQueueArgument(name, value);
        }

        var topology = new QueueTopology(options.Value.Queue!, handlers.Patterns([.. options.Value.Projects]), loggers.CreateLogger<QueueTopology>());
        endpoint.ConfigureChannel(channel => channel.UseFilter(topology));
        endpoint.ConfigureReceive(receive => receive.UseFilter(rowOrder));
        endpoint.Handler<LabelboxEvent>(HandleAsync);
    }

    private async Task HandleAsync(ConsumeContext<LabelboxEvent> context)
    {
        if (!context.TryGetPayload(out Reception? reception))
        {
            throw new InvalidOperationException("A message did not come through the row order.");
        }

        using var span = Tracing.Start(context.ReceiveContext, context.Message);
        try
        {
            await line.HandleAsync(context.Message, reception);
        }
        catch (OperationCanceledException) when (reception.IsOver)
        {
            // Before the bus sees it, which would take it for a failure.
            throw reception.GivenBack();
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Events are taken from queue {Queue}")]
    private static partial void LogConsuming(ILogger logger, string queue);
}
