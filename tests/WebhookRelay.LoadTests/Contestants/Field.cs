using System.Globalization;
using WebhookRelay.Contracts;
using WebhookRelay.IntegrationTests.Support;
using WebhookRelay.LoadTests.Deliveries;

namespace WebhookRelay.LoadTests.Contestants;

/// <summary>Everybody who takes part.</summary>
internal static class Field
{
    public const string Durable = "WebhookRelay, Durable";
    public const string Relayed = "WebhookRelay, Relayed";
    public const string Dotnet = "plain .NET";
    public const string Node = "Node.js";
    public const string Python = "Python";
    public const string Kestrel = "bare Kestrel";
    public const string Straight = "RabbitMQ.Client";

    /// <summary>The one that takes no deliveries, as it is called on the command line.</summary>
    public const string StraightKey = "straight";

    public const string Queue = "deliveries";

    public static IReadOnlyList<Contestant> All { get; } =
    [
        new("durable", Durable, scene => Relay(scene, "Durable")) { IsRelay = true },
        new("relayed", Relayed, scene => Relay(scene, "Relayed")) { IsRelay = true },
        new("dotnet", Dotnet, scene => Peer(scene, "dotnet", Built("PlainDotnet"))) { Exchange = ("PlainDotnet:LabelboxDelivery", "fanout") },
        new("node", Node, scene => Peer(scene, "node", NodeProgram.Path)) { Exchange = (EventExchange.Name, EventExchange.Type) },
        new("python", Python, scene => Peer(
            scene, "/usr/bin/python3",
            "-m", "gunicorn", "--chdir", Repository.File("tests/WebhookRelay.LoadTests/peers/python"), "--bind", $"127.0.0.1:{Text(scene.Port)}",
            "--workers", "2", "--threads", "8", "--keep-alive", "75", "--log-level", "warning", "server:app"))
        {
            Exchange = (EventExchange.Name, EventExchange.Type),
        },
        new("kestrel", Kestrel, scene => Peer(scene, "dotnet", Built("BareKestrel"))) { Publishes = false },
    ];

    public static Contestant Named(string name) => All.Single(contestant => string.Equals(contestant.Name, name, StringComparison.Ordinal));

    private static Launch Relay(Scene scene, string acknowledge) => new("dotnet", [RelayProgram.Path], new Dictionary<string, string?>(ImageSettings.All, StringComparer.Ordinal)
    {
        ["DOTNET_ENVIRONMENT"] = "Production",
        ["Receiving__Url"] = $"http://127.0.0.1:{Text(scene.Port)}",
        ["Receiving__Secrets__0"] = Sender.Secret,
        ["Receiving__Acknowledge"] = acknowledge,
        ["Management__Url"] = $"http://127.0.0.1:{Text(scene.ManagementPort)}",
        ["Ledger__Path"] = Path.Combine(scene.Folder, "ledger"),
        ["Ledger__WarnAt"] = "0",
        ["Ledger__RefuseAt"] = "0",
        ["Deduplication__Redis"] = scene.Redis,
        ["Publishing__RabbitMq"] = scene.AmqpUri,
        ["Publishing__RabbitMqManagement"] = scene.RabbitMqManagement,
        [$"Subscribers__{Queue}__Topics__0"] = DeliveryTemplate.Topic,
    });

    private static Launch Peer(Scene scene, string command, params string[] arguments) => new(command, arguments, new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["DOTNET_ENVIRONMENT"] = "Production",
        ["NODE_ENV"] = "production",
        ["PYTHONDONTWRITEBYTECODE"] = "1",
        ["PEER_PORT"] = Text(scene.Port),
        ["PEER_SECRET"] = Sender.Secret,
        ["PEER_REDIS"] = scene.Redis,
        ["PEER_AMQP"] = scene.AmqpUri,
        ["PEER_EXCHANGE"] = EventExchange.Name,
    });

    /// <summary>A program's own build beside the runner's one, in the same configuration.</summary>
    private static string Built(string project)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, $"{project}.dll");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
