using System.CommandLine;
using System.Globalization;
using WebhookRelay.Cli.Admin;
using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.Cli.Sending;

internal sealed class SendCommand(Surroundings around)
{
    private const string DefaultAddress = "http://localhost:3001";
    private const string AddressVariable = "WEBHOOKRELAY_TO";

    private readonly Argument<string?> _body = new("file") { Description = "The body to send, byte for byte; without one a delivery is made up", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string> _topic = new("--topic") { Description = "X-Labelbox-Event; a made-up delivery tells of it", DefaultValueFactory = _ => Topics.LabelUpdated };
    private readonly Option<Media?> _kind = new("--media") { Description = $"The kind of data of a made-up delivery: {string.Join(", ", Enum.GetNames<Media>())} (Image)", HelpName = "kind" };
    private readonly Option<string?> _size = new("--size") { Description = "About its size: 4700, 64KiB, 100MB", HelpName = "bytes" };
    private readonly Option<ulong?> _seed = new("--seed") { Description = "Make the same up again, with the same id: the relay answers 'duplicate'", HelpName = "number" };
    private readonly Option<string?> _version = new("--version") { Description = "The form of a made-up delivery, v1 or v2 (v2)", HelpName = "v1|v2" };
    private readonly Option<string?> _id = new("--id") { Description = "X-Labelbox-Id (made up)" };
    private readonly Option<int> _count = new("--count") { Description = "How many, each with an id of its own", DefaultValueFactory = _ => 1, HelpName = "number" };
    private readonly Option<double> _rate = new("--rate") { Description = "How many a second, at most (as many as are answered)", HelpName = "number" };
    private readonly Option<string?> _webhook = new("--webhook") { Description = "Send to /webhook-endpoint/<name>, signed with that webhook's secret", HelpName = "name" };
    private readonly Option<string?> _address = new("--to") { Description = $"The relay's public port ({AddressVariable}; {DefaultAddress})", HelpName = "url" };
    private readonly Option<string?> _secret = new("--secret") { Description = "The secret (WEBHOOKRELAY_SECRET); other users of this machine can see a command line, so rather give a file", HelpName = "secret" };
    private readonly Option<string?> _secretFile = new("--secret-file") { Description = SendingSecret.Help, HelpName = "file" };
    private readonly Option<bool> _json = new("--json") { Description = "A line of JSON for each" };

    public Command Build()
    {
        _version.Must(text => text is "v1" or "V1" or "v2" or "V2", "v1 or v2");
        _count.MustBeBetween(1, 100_000_000);
        _rate.Must(text => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate is > 0 and <= 100_000, "a number above 0, and at most 100000");
        _size.Must(text => ByteSize.TryParse(text, out _), "a number of bytes, such as 4700, 64KiB or 100MB");
        _seed.Must(text => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _), "a whole number");
        _kind.Must(text => Enum.GetNames<Media>().Contains(text, StringComparer.OrdinalIgnoreCase), $"one of {string.Join(", ", Enum.GetNames<Media>())}");
        _topic.Must(IsHeader, "1 to 256 visible ASCII characters");
        _id.Must(IsHeader, "1 to 256 visible ASCII characters");
        var command = new ExampledCommand(
            "send", "Signs and posts a delivery as Labelbox does: a file, or one that is made up.",
            "webhook-relay send",
            "webhook-relay send deploy/samples/label-updated.json --topic LABEL_UPDATED",
            "webhook-relay send --media video --size 100MB",
            "webhook-relay send --topic REVIEW_CREATED --version v1 --webhook training --secret-file secret.txt",
            "webhook-relay send --count 1000 --rate 200 --seed 1")
        {
            _body, _topic, _kind, _size, _version, _seed, _id, _count, _rate, _webhook, _address, _secret, _secretFile, _json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(_body) is { Tokens: [{ Value: ['-', ..] misspelt }] })
            {
                // It would be taken for the file.
                result.AddError(UsageFault.NoOption(misspelt, command));
            }
            else if (result.GetResult(_body) is { Tokens.Count: > 0 } && new Option[] { _kind, _size, _seed, _version }.Any(result.IsGiven))
            {
                result.AddError("--media, --size, --seed and --version are for made-up deliveries; a file is sent as it is.");
            }
            else if (result.IsGiven(_id) && result.IsGiven(_count))
            {
                result.AddError("--id names one delivery; with --count each has an id of its own.");
            }
        });
        command.SetAction((parse, cancellationToken) => RunAsync(parse, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var secret = SendingSecret.Find(parse.GetValue(_secret), parse.GetValue(_secretFile), around);
        var to = WebAddress.Of(parse.GetValue(_address) ?? around.Given(AddressVariable) ?? DefaultAddress, "--to");
        var path = parse.GetValue(_webhook) is { } webhook ? $"webhook-endpoint/{Uri.EscapeDataString(webhook)}" : "webhook-endpoint";
        using var sender = new Sender(new Uri(to, path), System.Text.Encoding.UTF8.GetBytes(secret), around);
        var mailbag = new Mailbag(
            parse.GetValue(_body), parse.GetValue(_topic)!, parse.GetValue(_kind) ?? Media.Image, string.Equals(parse.GetValue(_version), "v1", StringComparison.OrdinalIgnoreCase),
            parse.GetValue(_size) is { } size && ByteSize.TryParse(size, out var bytes) ? bytes : null, parse.GetValue(_seed), parse.GetValue(_id), around.Time);
        return await new Sending(mailbag, sender, new Output.Screen(around), parse.GetValue(_json), around.Time)
            .RunAsync(parse.GetValue(_count), parse.GetValue(_rate), cancellationToken);
    }

    private static bool IsHeader(string text) => text.Length is > 0 and <= 256 && text.All(character => character is > ' ' and <= '~');
}
