using System.Globalization;
using WebhookRelay.Contracts;
using WebhookRelay.IntegrationTests.Support;
using WebhookRelay.LoadTests.Deliveries;

namespace WebhookRelay.LoadTests.Contestants;

/// <summary>All contestants.</summary>
internal static class ContestantList
{
    public const string Durable = "WebhookRelay, Durable";
    public const string Relayed = "WebhookRelay, Relayed";
    public const string Dotnet = "plain .NET";
    public const string Node = "Node.js";
    public const string Python = "Python";
    public const string Kestrel = "bare Kestrel";
    public const string DirectPublish = "RabbitMQ.Client";

    /// <summary>The command-line name of the contestant that receives no deliveries.</summary>
    public const string DirectKey = "straight";

    public const string Queue = "deliveries";

    public static IReadOnlyList<Contestant> All { get; } =
    [
        new("durable", Durable, environment => Relay(environment, "Durable")) { IsRelay = true },
        new("relayed", Relayed, environment => Relay(environment, "Relayed")) { IsRelay = true },
        new("dotnet", Dotnet, environment => Peer(environment, "dotnet", Built("PlainDotnet"))) { Exchange = ("PlainDotnet:LabelboxDelivery", "fanout") },
        new("node", Node, environment => Peer(environment, "node", NodeProgram.Path)) { Exchange = (EventExchange.Name, EventExchange.Type) },
        new("python", Python, environment => Peer(
            environment, "/usr/bin/python3",
            "-m", "gunicorn", "--chdir", Repository.File("tests/WebhookRelay.LoadTests/peers/python"), "--bind", $"127.0.0.1:{Text(environment.Port)}",
            "--workers", "2", "--threads", "8", "--keep-alive", "75", "--log-level", "warning", "server:app"))
        {
            Exchange = (EventExchange.Name, EventExchange.Type),
        },
        new("kestrel", Kestrel, environment => Peer(environment, "dotnet", Built("BareKestrel"))) { Publishes = false },
    ];

    public static Contestant Named(string name) => All.Single(contestant => string.Equals(contestant.Name, name, StringComparison.Ordinal));

    private static Launch Relay(RunEnvironment environment, string acknowledge) => new("dotnet", [RelayProgram.Path], new Dictionary<string, string?>(ImageSettings.All, StringComparer.Ordinal)
    {
        ["DOTNET_ENVIRONMENT"] = "Production",
        ["Receiving__Url"] = $"http://127.0.0.1:{Text(environment.Port)}",
        ["Receiving__Secrets__0"] = Sender.Secret,
        ["Receiving__Acknowledge"] = acknowledge,
        ["Management__Url"] = $"http://127.0.0.1:{Text(environment.ManagementPort)}",
        ["Ledger__Path"] = Path.Combine(environment.Folder, "ledger"),
        ["Ledger__WarnAt"] = "0",
        ["Ledger__RefuseAt"] = "0",
        ["Deduplication__Redis"] = environment.Redis,
        ["Publishing__RabbitMq"] = environment.AmqpUri,
        ["Publishing__RabbitMqManagement"] = environment.RabbitMqManagement,
        [$"Subscribers__{Queue}__Topics__0"] = DeliveryTemplate.Topic,
    });

    private static Launch Peer(RunEnvironment environment, string command, params string[] arguments) => new(command, arguments, new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["DOTNET_ENVIRONMENT"] = "Production",
        ["NODE_ENV"] = "production",
        ["PYTHONDONTWRITEBYTECODE"] = "1",
        ["PEER_PORT"] = Text(environment.Port),
        ["PEER_SECRET"] = Sender.Secret,
        ["PEER_REDIS"] = environment.Redis,
        ["PEER_AMQP"] = environment.AmqpUri,
        ["PEER_EXCHANGE"] = EventExchange.Name,
    });

    /// <summary>The path of a peer's build with the same configuration as the runner.</summary>
    private static string Built(string project)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, $"{project}.dll");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
