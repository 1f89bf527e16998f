using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using WebhookRelay.Consumer.Handling;
using WebhookRelay.Contracts;

namespace WebhookRelay.Consumer.Receiving;

/// <summary>
/// The consumers' own bus, separate from any other in the service. It waits for the broker without limit. On shutdown it lets
/// running handlers finish and starts nothing else.
/// </summary>
internal sealed partial class ConsumerBus(
    HandlerRegistry handlers,
    HandlerPipeline pipeline,
    RowOrderFilter rowOrderFilter,
    ShutdownSignal shutdown,
    IOptions<LabelboxConsumerOptions> options,
    ILoggerFactory loggers,
    ILogger<ConsumerBus> logger) : BackgroundService
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    private IBusControl? _bus;

    public BusHealthStatus Health => _bus?.CheckHealth().Status ?? BusHealthStatus.Unhealthy;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await shutdown.StartAsync();
        shutdown.CancelHandlersAfter(options.Value.StopWithin);
        await using var registration = cancellationToken.Register(() => shutdown.CancelHandlersAfter(TimeSpan.Zero));
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
            // The service is stopping.
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
        // The bus holds as many messages as it prefetches; HandlerInvoker limits the concurrent handlers.
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
        endpoint.ConfigureReceive(receive => receive.UseFilter(rowOrderFilter));
        endpoint.Handler<LabelboxEvent>(HandleAsync);
    }

    private async Task HandleAsync(ConsumeContext<LabelboxEvent> context)
    {
        if (!context.TryGetPayload(out InFlightMessage? inFlight))
        {
            throw new InvalidOperationException("A message bypassed the RowOrderFilter.");
        }

        using var span = Tracing.Start(context.ReceiveContext, context.Message);
        try
        {
            await pipeline.HandleAsync(context.Message, inFlight);
        }
        catch (OperationCanceledException) when (inFlight.MustRequeue)
        {
            // Translate it before MassTransit would treat it as a failure.
            throw inFlight.Requeue();
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Consuming events from queue {Queue}")]
    private static partial void LogConsuming(ILogger logger, string queue);
}
