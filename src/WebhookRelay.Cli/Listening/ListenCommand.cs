using System.CommandLine;
using System.Text;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;
using WebhookRelay.Cli.Sending;
using WebhookRelay.Cli.Tailing;

namespace WebhookRelay.Cli.Listening;

/// <summary><c>listen</c>: forwards the event stream to an HTTP endpoint.</summary>
internal sealed class ListenCommand(CliContext context, AdminOptions admins)
{
    private readonly Option<string> _forwardTo = new("--forward-to") { Description = "The URL to POST each event to", HelpName = "url", Required = true };
    private readonly Option<string[]> _topic = new("--topic") { Description = "Only of these topics; can be repeated" };
    private readonly Option<string?> _project = new("--project") { Description = "Only of this project", HelpName = "id" };
    private readonly Option<bool> _payloadOnly = new("--payload-only") { Description = "Post only the data row, signed and with Labelbox's headers, instead of the CloudEvent" };
    private readonly Option<string?> _secret = new("--secret") { Description = "With --payload-only: the signing secret (WEBHOOKRELAY_SECRET); other users of this machine can see command lines", HelpName = "secret" };
    private readonly Option<string?> _secretFile = new("--secret-file") { Description = "With --payload-only: a file with the secret (WEBHOOKRELAY_SECRET_FILE; default: the Development secret)", HelpName = "file" };
    private readonly Option<int> _retries = new("--retries") { Description = "Retries after no response, 429 or 5xx", DefaultValueFactory = _ => 0, HelpName = "number" };
    private readonly Option<int> _timeout = new("--timeout") { Description = "Seconds to wait for a response", DefaultValueFactory = _ => 30, HelpName = "seconds" };
    private readonly Option<string?> _after = new("--after") { Description = "Start after this cursor, or at 'beginning' (default: now)", HelpName = "cursor" };
    private readonly Option<int?> _count = new("--count") { Description = "Stop after this many events; exit code 1 if one was not accepted", HelpName = "number" };
    private readonly Option<bool> _json = new("--json") { Description = "Print a line of JSON for each event" };

    public Command Build()
    {
        _retries.MustBeBetween(0, 100);
        _timeout.MustBeBetween(1, 3600);
        _count.MustBeBetween(1, int.MaxValue);
        var command = new CommandWithExamples(
            "listen", "Posts each event to a local HTTP endpoint, one at a time. It does not need RabbitMQ.",
            "webhook-relay listen --forward-to http://localhost:8000/hook",
            "webhook-relay listen --forward-to http://localhost:8000/hook --topic LABEL_UPDATED --project clproject0000000000000001",
            "webhook-relay listen --forward-to http://localhost:8000/hook --payload-only --after beginning --count 10")
        {
            _forwardTo, _topic, _project, _payloadOnly, _secret, _secretFile, _retries, _timeout, _after, _count, _json,
        };
        command.Validators.Add(result =>
        {
            if (!result.IsSpecified(_payloadOnly) && (result.IsSpecified(_secret) || result.IsSpecified(_secretFile)))
            {
                result.AddError("--secret and --secret-file need --payload-only: a CloudEvent is not signed.");
            }
        });
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var target = WebAddress.Endpoint(parse.GetValue(_forwardTo)!, "--forward-to");
        var secret = parse.GetValue(_payloadOnly) ? SigningSecret.Find(parse.GetValue(_secret), parse.GetValue(_secretFile), context) : null;
        using var admin = admins.Open(parse);
        // The endpoint needs the real addresses, not masked ones.
        var query = new Query().Add("topic", parse.GetValue(_topic)).Add("project", parse.GetValue(_project)).Add("reveal", "true");
        var screen = new Screen(context);
        IForwardFormat form = secret is null ? new CloudEventFormat() : new PayloadFormat(admin, Encoding.UTF8.GetBytes(secret));
        using var forwarder = new Forwarder(target, form, parse.GetValue(_retries), TimeSpan.FromSeconds(parse.GetValue(_timeout)), screen, parse.GetValue(_json), context);
        screen.Notice($"Forwarding events from {admin.Address} to {WebAddress.Text(target)}. Press Ctrl+C to stop.");
        var code = await new StreamFollower(admin, query.ToString(), forwarder, screen, context.Time).FollowAsync(parse.GetValue(_after), parse.GetValue(_count), cancellationToken);
        return code is ExitCode.Done && forwarder.Rejected > 0 ? ExitCode.Failed : code;
    }
}
