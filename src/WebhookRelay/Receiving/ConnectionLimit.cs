using Microsoft.Extensions.Options;

namespace WebhookRelay.Receiving;

/// <summary>
/// Limits the connections of each port, so that the ledger, Redis and RabbitMQ always get file descriptors. The management
/// port has its own limit and stays reachable when the public port is full.
/// </summary>
internal sealed partial class ConnectionLimit(
    IOptionsMonitor<ReceivingOptions> options,
    SenderNetworks networks,
    InFlightBytes inFlight,
    RefusalLog refusals,
    TimeProvider time,
    ILogger<ConnectionLimit> logger)
{
    /// <summary>File descriptors the process needs without any sender: two for each assembly, and the ledger's. It crashes if none is left for loading an assembly.</summary>
    private const int ReservedFiles = 400;

    private const int MinConnections = 16;
    private const int MaxPublicConnections = 4096;
    private const int MaxManagementConnections = 256;

    private readonly OpenConnections _public = new(
        () => options.CurrentValue.MaxConnections ?? ForPublic(OpenFiles.Limit),
        networks.LimitedSender,
        inFlight.TryAbortSlowest,
        address => refusals.Refused(new RefusedRequest(Refusal.Connections, Refusal.Connections.Status(), string.Empty, address, Signed: false)),
        time);

    private readonly OpenConnections _management = new(
        () => ForManagement(OpenFiles.Limit), static _ => null, static _ => false, _ => LogClosed(logger, ForManagement(OpenFiles.Limit)), time);

    public OpenConnections For(Port port) => port is Port.Public ? _public : _management;

    /// <summary>A third of the remaining file descriptors: each connection may need another one for its body.</summary>
    public static int ForPublic(long files) => (int)Math.Clamp((files - ReservedFiles) / 3, MinConnections, MaxPublicConnections);

    public static int ForManagement(long files) => (int)Math.Clamp((files - ReservedFiles) / 6, MinConnections, MaxManagementConnections);

    [LoggerMessage(1, LogLevel.Warning, "A connection to the management port was closed: the limit of {Limit} is reached")]
    private static partial void LogClosed(ILogger logger, int limit);
}
