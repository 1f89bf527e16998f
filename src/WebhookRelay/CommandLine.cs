using WebhookRelay.Labelbox.Api;
using WebhookRelay.Starting;

namespace WebhookRelay;

/// <summary>The command line options; everything else is configuration.</summary>
internal static class CommandLine
{
    private const string Help = """
        WebhookRelay receives Labelbox webhook deliveries, makes each one durable before it answers,
        and relays it as an event to the services that subscribe through RabbitMQ.

        Usage: WebhookRelay [option] [--Section:Key value ...]

          --drain          relay the pending deliveries without receiving new ones;
                           exit 0 if none is left
          --health         query the service that uses these settings; exit 0 if ready
          --verify-ledger  verify the ledger's hash chain, even while the relay runs;
                           print the first changed, removed or moved entry and exit 1
          --against FILE   also compare the ledger with events that a subscriber saved
          --version        print the version
          --help           print this help

        Settings come from appsettings.json, the environment (Section__Key) and the
        command line. The most important settings:

          Receiving:Secrets:0    the webhook's secret, as entered at Labelbox
          Receiving:SecretFiles:0  a file with it
          Receiving:Url          where deliveries arrive [http://localhost:3001]
          Ledger:Path            a folder on a durable volume
                                 [Development: the user's local data folder]
          Publishing:RabbitMq    amqp://user:password@host:5672/vhost
                                 [Development: events are only logged]
          Deduplication:Redis    host:6379 [each replica deduplicates on its own]
          Subscribers:<name>:Topics:0  a topic of a queue to declare and keep
          SecretsFolder          a folder of files, each a setting named Section__Key
          Management:Url         health and admin API [http://127.0.0.1:3002]

        Production (the default unless ASPNETCORE_ENVIRONMENT or DOTNET_ENVIRONMENT
        selects another) requires a secret, Ledger:Path, and either Publishing:RabbitMq
        or Publishing:Transport=InMemory.
        """;

    private const string VerifyLedger = "--verify-ledger";
    private const string Against = "--against";
    private const int NotUnderstood = 2;

    private static readonly string[] Switches = ["--drain", "--health", VerifyLedger, Against, "--version", "--help"];

    /// <summary>Settings without a section; all but the last are the host's.</summary>
    private static readonly string[] Settings = ["--environment", "--contentRoot", "--applicationName", "--urls", "--SecretsFolder"];

    public static bool VerifiesLedger(string[] args) => args.Contains(VerifyLedger, StringComparer.Ordinal);

    public static bool ChecksHealth(string[] args) => args.Contains("--health", StringComparer.Ordinal);

    /// <summary>Handles help, version and unknown options, which need no settings; null otherwise.</summary>
    public static int? Answer(string[] args)
    {
        if (args.Any(arg => arg is "--help" or "-h" or "-?"))
        {
            Console.WriteLine(Help);
            return 0;
        }

        if (args.Contains("--version", StringComparer.Ordinal))
        {
            Console.WriteLine($"WebhookRelay {ServiceVersion.Text}");
            return 0;
        }

        if (Fault(args) is { } fault)
        {
            Console.Error.WriteLine($"WebhookRelay: {fault} --help lists the options.");
            return NotUnderstood;
        }

        return null;
    }

    /// <summary>The first invalid argument. Values are not repeated: they may be secrets.</summary>
    private static string? Fault(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            var name = args[i].Split('=')[0];
            var isSetting = name.Contains(':', StringComparison.Ordinal) || Settings.Contains(name, StringComparer.OrdinalIgnoreCase);
            if (Switches.Contains(args[i], StringComparer.Ordinal))
            {
                i += args[i] is Against ? 1 : 0;
            }
            else if (!isSetting)
            {
                return !name.StartsWith('-') ? "An argument is neither an option nor a setting."
                    : $"There is no option {name}.{(NameSuggestions.FindNearest(name, [.. Switches, .. Settings]) is { } meant ? $" Did you mean {meant}?" : string.Empty)}";
            }
            else if (!args[i].Contains('=', StringComparison.Ordinal) && ++i == args.Length)
            {
                return $"{name} needs a value.";
            }
        }

        return null;
    }

    /// <summary>The builder with all settings; if they cannot be read, prints the reason and returns null.</summary>
    public static WebApplicationBuilder? CreateBuilder(string[] args)
    {
        try
        {
            return Builder(args);
        }
        catch (StartupException e)
        {
            Console.Error.WriteLine($"WebhookRelay cannot start. {e.Message}");
            return null;
        }
    }

    private static WebApplicationBuilder Builder(string[] args)
    {
        // For all clients without their own proxy, such as the exporter of traces and metrics.
        HttpClient.DefaultProxy = new ExternalProxy(HttpClient.DefaultProxy);
        var builder = SettingsSources.CreateBuilder(args.Where(arg => arg is not ("--drain" or "--health" or VerifyLedger)));
        builder.Services.AddSingleton(new RunMode(Drain: args.Contains("--drain", StringComparer.Ordinal)));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeouts.Host);
        return builder;
    }
}
