using System.CommandLine;

namespace WebhookRelay.Cli.Admin;

/// <summary>The options for the admin API's address and key.</summary>
internal sealed class AdminOptions(CliContext context)
{
    private const string DefaultAddress = "http://127.0.0.1:3002";
    private const string AddressVariable = "WEBHOOKRELAY_ADMIN";
    private const string KeyVariable = "WEBHOOKRELAY_KEY";
    private const string KeyFileVariable = "WEBHOOKRELAY_KEY_FILE";

    private readonly Option<string?> _address = new("--admin")
    {
        Description = $"The relay's management port ({AddressVariable}; {DefaultAddress})",
        HelpName = "url",
        Recursive = true,
    };

    private readonly Option<string?> _key = new("--key")
    {
        Description = $"The value of Management:ApiKey ({KeyVariable}); other users of this machine can see command lines, so prefer a file",
        HelpName = "key",
        Recursive = true,
    };

    private readonly Option<string?> _keyFile = new("--key-file")
    {
        Description = $"A file with the key ({KeyFileVariable})",
        HelpName = "file",
        Recursive = true,
    };

    /// <summary>Adds them to the commands that use the relay.</summary>
    public void AddTo(IEnumerable<Command> commands)
    {
        foreach (var command in commands)
        {
            command.Options.Add(_address);
            command.Options.Add(_key);
            command.Options.Add(_keyFile);
        }
    }

    public AdminClient Open(ParseResult parse)
    {
        var given = parse.GetValue(_address) ?? context.GetVariable(AddressVariable) ?? DefaultAddress;
        return new AdminClient(WebAddress.Of(given, "--admin"), KeyOf(parse), context);
    }

    private string? KeyOf(ParseResult parse) => SecretText.Read(
        "--key", parse.GetValue(_key), "--key-file", parse.GetValue(_keyFile), context.GetVariable(KeyVariable), context.GetVariable(KeyFileVariable), context.Error);
}
