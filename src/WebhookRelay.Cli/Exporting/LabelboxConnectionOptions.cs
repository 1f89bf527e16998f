using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Labelbox.Api;
using WebhookRelay.Labelbox.Exports;
using WebhookRelay.Labelbox.Listing;

namespace WebhookRelay.Cli.Exporting;

/// <summary>The options for Labelbox's address and key. The variable of the key is the one of Labelbox's SDK.</summary>
internal sealed class LabelboxConnectionOptions(CliContext context)
{
    private const string EndpointVariable = "LABELBOX_ENDPOINT";
    private const string KeyVariable = "LABELBOX_API_KEY";
    private const string KeyFileVariable = "LABELBOX_API_KEY_FILE";

    /// <summary>The tool only copies rows, so it streams long ones earlier than a program that parses them.</summary>
    private const int LargestHeldRow = 4 * 1024 * 1024;

    private readonly Option<string?> _endpoint = new("--endpoint") { Description = $"Labelbox's GraphQL API ({EndpointVariable}; https://api.labelbox.com/graphql)", HelpName = "url", Recursive = true };
    private readonly Option<string?> _key = new("--api-key") { Description = $"Labelbox's API key ({KeyVariable}); other users of this machine can see command lines, so prefer a file", HelpName = "key", Recursive = true };
    private readonly Option<string?> _keyFile = new("--api-key-file") { Description = $"A file with the API key ({KeyFileVariable})", HelpName = "file", Recursive = true };

    public void AddTo(Command command)
    {
        command.Options.Add(_endpoint);
        command.Options.Add(_keyFile);
        command.Options.Add(_key);
    }

    public LabelboxConnection Open(ParseResult parse, TimeSpan? timeout = null)
    {
        var endpoint = parse.GetValue(_endpoint) ?? context.GetVariable(EndpointVariable);
        var key = SecretText.Read("--api-key", parse.GetValue(_key), "--api-key-file", parse.GetValue(_keyFile), context.GetVariable(KeyVariable), context.GetVariable(KeyFileVariable), context.Error)
            ?? throw new CommandException(ExitCode.KeyRefused, "There is no API key of Labelbox.", $"Pass --api-key-file, or set {KeyVariable}. Labelbox shows keys under Workspace settings, API.");
        if (!LabelboxClientOptions.IsKey(key))
        {
            throw new CommandException(ExitCode.Usage, $"The API key must be {LabelboxClientOptions.KeyRule}.");
        }

        var services = new ServiceCollection().AddSingleton(context.Time);
        services.AddLabelboxClient(options =>
        {
            options.ApiKey = key;
            options.Endpoint = endpoint is null ? options.Endpoint : WebAddress.Endpoint(endpoint, "--endpoint");
        });
        services.AddLabelboxExports().Configure(options =>
        {
            options.LargestHeldRow = LargestHeldRow;
            options.TaskDeadline = timeout ?? options.TaskDeadline;
            options.RefusalDeadline = timeout is { } limit && limit < options.RefusalDeadline ? limit : options.RefusalDeadline;
        });
        return new LabelboxConnection(services.BuildServiceProvider());
    }
}

/// <summary>The clients of Labelbox's API.</summary>
internal sealed class LabelboxConnection(ServiceProvider services) : IAsyncDisposable
{
    public ILabelboxExports Exports => services.GetRequiredService<ILabelboxExports>();

    public ILabelboxListing Listing => services.GetRequiredService<ILabelboxListing>();

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
