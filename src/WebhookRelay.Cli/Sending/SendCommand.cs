using System.CommandLine;
using System.Globalization;
using WebhookRelay.Cli.Admin;
using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.Cli.Sending;

internal sealed class SendCommand(CliContext context)
{
    private const string DefaultAddress = "http://localhost:3001";
    private const string AddressVariable = "WEBHOOKRELAY_TO";

    private readonly Argument<string?> _body = new("file") { Description = "The body to send, byte for byte; without it, a delivery is generated", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string> _topic = new("--topic") { Description = "X-Labelbox-Event, and the topic of a generated delivery", DefaultValueFactory = _ => Topics.LabelUpdated };
    private readonly Option<Media?> _kind = new("--media") { Description = $"Kind of data of a generated delivery: {string.Join(", ", Enum.GetNames<Media>())} (Image)", HelpName = "kind" };
    private readonly Option<string?> _size = new("--size") { Description = "Approximate size: 4700, 64KiB, 100MB", HelpName = "bytes" };
    private readonly Option<ulong?> _seed = new("--seed") { Description = "Generate the same delivery again, with the same id; the relay answers 'duplicate'", HelpName = "number" };
    private readonly Option<string?> _version = new("--version") { Description = "Format of a generated delivery, v1 or v2 (v2)", HelpName = "v1|v2" };
    private readonly Option<string?> _id = new("--id") { Description = "X-Labelbox-Id (default: generated)" };
    private readonly Option<int> _count = new("--count") { Description = "Number of deliveries, each with its own id", DefaultValueFactory = _ => 1, HelpName = "number" };
    private readonly Option<double> _rate = new("--rate") { Description = "Maximum deliveries a second (default: unlimited)", HelpName = "number" };
    private readonly Option<string?> _webhook = new("--webhook") { Description = "Send to /webhook-endpoint/<name>, signed with that webhook's secret", HelpName = "name" };
    private readonly Option<string?> _address = new("--to") { Description = $"The relay's public port ({AddressVariable}; {DefaultAddress})", HelpName = "url" };
    private readonly Option<string?> _secret = new("--secret") { Description = "The secret (WEBHOOKRELAY_SECRET); other users of this machine can see command lines, so prefer a file", HelpName = "secret" };
    private readonly Option<string?> _secretFile = new("--secret-file") { Description = SigningSecret.Help, HelpName = "file" };
    private readonly Option<bool> _json = new("--json") { Description = "Print a line of JSON for each" };

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
        var command = new CommandWithExamples(
            "send", "Signs and posts a delivery as Labelbox does: a file or a generated one.",
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
                // The parser would treat it as the file.
                result.AddError(UsageErrors.UnknownOption(misspelt, command));
            }
            else if (result.GetResult(_body) is { Tokens.Count: > 0 } && new Option[] { _kind, _size, _seed, _version }.Any(result.IsSpecified))
            {
                result.AddError("--media, --size, --seed and --version are for generated deliveries; a file is sent unchanged.");
            }
            else if (result.IsSpecified(_id) && result.IsSpecified(_count))
            {
                result.AddError("--id names one delivery; with --count each has its own id.");
            }
        });
        command.SetAction((parse, cancellationToken) => RunAsync(parse, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var secret = SigningSecret.Find(parse.GetValue(_secret), parse.GetValue(_secretFile), context);
        var to = WebAddress.Of(parse.GetValue(_address) ?? context.GetVariable(AddressVariable) ?? DefaultAddress, "--to");
        var path = parse.GetValue(_webhook) is { } webhook ? $"webhook-endpoint/{Uri.EscapeDataString(webhook)}" : "webhook-endpoint";
        using var sender = new DeliverySender(new Uri(to, path), System.Text.Encoding.UTF8.GetBytes(secret), context);
        var source = new DeliverySource(
            parse.GetValue(_body), parse.GetValue(_topic)!, parse.GetValue(_kind) ?? Media.Image, string.Equals(parse.GetValue(_version), "v1", StringComparison.OrdinalIgnoreCase),
            parse.GetValue(_size) is { } size && ByteSize.TryParse(size, out var bytes) ? bytes : null, parse.GetValue(_seed), parse.GetValue(_id), context.Time);
        return await new SendRunner(source, sender, new Output.Screen(context), parse.GetValue(_json), context.Time)
            .RunAsync(parse.GetValue(_count), parse.GetValue(_rate), cancellationToken);
    }

    private static bool IsHeader(string text) => text.Length is > 0 and <= 256 && text.All(character => character is > ' ' and <= '~');
}
