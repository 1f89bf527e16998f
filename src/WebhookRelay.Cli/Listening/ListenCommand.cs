using System.CommandLine;
using System.Text;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;
using WebhookRelay.Cli.Sending;
using WebhookRelay.Cli.Tailing;

namespace WebhookRelay.Cli.Listening;

/// <summary><c>listen</c>: the stream of events, posted to an HTTP endpoint of the developer's.</summary>
internal sealed class ListenCommand(Surroundings around, AdminOptions admins)
{
    private readonly Option<string> _forwardTo = new("--forward-to") { Description = "The endpoint that gets each event as a POST", HelpName = "url", Required = true };
    private readonly Option<string[]> _topic = new("--topic") { Description = "Only of these topics; may be given several times" };
    private readonly Option<string?> _project = new("--project") { Description = "Only of this project", HelpName = "id" };
    private readonly Option<bool> _payloadOnly = new("--payload-only") { Description = "Post the data row alone with Labelbox's own headers, signed, instead of the CloudEvent" };
    private readonly Option<string?> _secret = new("--secret") { Description = "With --payload-only: the secret to sign with (WEBHOOKRELAY_SECRET); other users of this machine can see a command line", HelpName = "secret" };
    private readonly Option<string?> _secretFile = new("--secret-file") { Description = "With --payload-only: a file that holds the secret (WEBHOOKRELAY_SECRET_FILE; otherwise the one made for Development)", HelpName = "file" };
    private readonly Option<int> _retries = new("--retries") { Description = "How often an event is posted again after no answer, 429 or 5xx", DefaultValueFactory = _ => 0, HelpName = "number" };
    private readonly Option<int> _timeout = new("--timeout") { Description = "Seconds to wait for an answer", DefaultValueFactory = _ => 30, HelpName = "seconds" };
    private readonly Option<string?> _after = new("--after") { Description = "Begin behind this cursor, or with 'beginning'; without it, now", HelpName = "cursor" };
    private readonly Option<int?> _count = new("--count") { Description = "End after so many events; exit code 1 if one was not taken", HelpName = "number" };
    private readonly Option<bool> _json = new("--json") { Description = "A line of JSON for each event" };

    public Command Build()
    {
        _retries.MustBeBetween(0, 100);
        _timeout.MustBeBetween(1, 3600);
        _count.MustBeBetween(1, int.MaxValue);
        var command = new ExampledCommand(
            "listen", "Posts each event to a local HTTP endpoint, one after the other. No RabbitMQ is needed.",
            "webhook-relay listen --forward-to http://localhost:8000/hook",
            "webhook-relay listen --forward-to http://localhost:8000/hook --topic LABEL_UPDATED --project clproject0000000000000001",
            "webhook-relay listen --forward-to http://localhost:8000/hook --payload-only --after beginning --count 10")
        {
            _forwardTo, _topic, _project, _payloadOnly, _secret, _secretFile, _retries, _timeout, _after, _count, _json,
        };
        command.Validators.Add(result =>
        {
            if (!result.IsGiven(_payloadOnly) && (result.IsGiven(_secret) || result.IsGiven(_secretFile)))
            {
                result.AddError("--secret and --secret-file sign the payload: give --payload-only with them. A CloudEvent is not signed.");
            }
        });
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var target = WebAddress.Endpoint(parse.GetValue(_forwardTo)!, "--forward-to");
        var secret = parse.GetValue(_payloadOnly) ? SendingSecret.Find(parse.GetValue(_secret), parse.GetValue(_secretFile), around) : null;
        using var admin = admins.Open(parse);
        // A masked address is of no use to the program that gets the event.
        var query = new Query().Add("topic", parse.GetValue(_topic)).Add("project", parse.GetValue(_project)).Add("reveal", "true");
        var screen = new Screen(around);
        IForwardedForm form = secret is null ? new CloudEventForm() : new PayloadForm(admin, Encoding.UTF8.GetBytes(secret));
        using var forwarder = new Forwarder(target, form, parse.GetValue(_retries), TimeSpan.FromSeconds(parse.GetValue(_timeout)), screen, parse.GetValue(_json), around);
        screen.Notice($"Posting the events of {admin.Address} to {WebAddress.Text(target)}. Ctrl+C ends it.");
        var code = await new Tail(admin, query.ToString(), forwarder, screen, around.Time).FollowAsync(parse.GetValue(_after), parse.GetValue(_count), cancellationToken);
        return code is ExitCode.Done && forwarder.NotTaken > 0 ? ExitCode.Failed : code;
    }
}
