using System.Net;
using WebhookRelay.Cli.Sending;

namespace WebhookRelay.Tests.Cli;

/// <summary>Parsing of command lines, and exit codes.</summary>
public sealed class CommandLineTests
{
    private const string Secret = "a-secret-in-the-wrong-place";

    [Theory]
    [InlineData("send")]
    [InlineData("tail")]
    [InlineData("deliveries")]
    [InlineData("deliveries show")]
    [InlineData("replay")]
    [InlineData("replay list")]
    [InlineData("replay watch")]
    [InlineData("replay cancel")]
    [InlineData("prove")]
    [InlineData("subscriptions")]
    [InlineData("subscriptions status")]
    [InlineData("subscriptions plan")]
    [InlineData("subscriptions apply")]
    [InlineData("subscriptions retire-old")]
    [InlineData("doctor")]
    public async Task Help_of_every_command_has_an_example(string command)
    {
        var (code, output, _) = await CliRun.OfAsync(new FakeRelay(), [.. command.Split(' '), "--help"]);

        Assert.Equal(0, code);
        Assert.Contains("Examples:", output, StringComparison.Ordinal);
        Assert.Contains($"  webhook-relay {command}", output[output.IndexOf("Examples:", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_lists_every_command_and_exit_code()
    {
        var (code, output, _) = await CliRun.OfAsync(new FakeRelay(), "--help");

        Assert.Equal(0, code);
        Assert.All(["send", "tail", "deliveries", "replay", "prove", "subscriptions", "doctor", "Exit codes:"], word => Assert.Contains(word, output, StringComparison.Ordinal));
        Assert.All([0, 1, 2, 3, 4, 5, 6, 130], number => Assert.Matches($@"(?m)^  {number} ", output));
    }

    [Theory]
    [InlineData("Unknown option --sercet.", "send", "--sercet", Secret)]
    [InlineData("Unknown option --kye.", "doctor", "--kye", Secret)]
    [InlineData("Unknown option --kye.", "doctor", $"--kye={Secret}")]
    [InlineData("An argument is not expected here", "doctor", Secret)]
    [InlineData("unknown command", Secret)]
    [InlineData("--count must be a number", "send", "--count", Secret)]
    [InlineData("--rate must be a number", "send", "--rate", Secret)]
    [InlineData("--rate must be a number", "send", "--rate", "0")]
    [InlineData("--size must be a number of bytes", "send", "--size", Secret)]
    [InlineData("--seed must be a whole number", "send", "--seed", Secret)]
    [InlineData("--media must be one of Image", "send", "--media", Secret)]
    [InlineData("--version must be v1 or v2", "send", "--version", "v3")]
    [InlineData("--id must be 1 to 256 visible ASCII", "send", "--id", "a b")]
    [InlineData("--id names one delivery", "send", "--id", "a", "--count", "2")]
    [InlineData("are for generated deliveries", "send", "body.json", "--seed", "1")]
    [InlineData("does not exist", "send", "no-such-file.json", "--secret", Secret)]
    [InlineData("--secret or --secret-file", "send", "--secret", Secret, "--secret-file", "x")]
    [InlineData("No secret was given", "send")]
    [InlineData("--to must be an http address", "send", "--secret", "x", "--to", $"http://user:{Secret}@localhost")]
    [InlineData("--admin must be an http address", "doctor", "--admin", $"ftp://{Secret}")]
    [InlineData("--key or --key-file", "doctor", "--key", Secret, "--key-file", "x")]
    [InlineData("does not exist", "doctor", "--key-file", "no-such-file")]
    [InlineData("--state must be one of", "deliveries", "--state", "lost")]
    [InlineData("--limit must be a number", "deliveries", "--limit", "0")]
    [InlineData("--from must be a time", "deliveries", "--from", "yesterday")]
    [InlineData("--count must be a number", "tail", "--count", "0")]
    [InlineData("--from must be a ledgerhash", "prove", "x", "--from", "abc")]
    [InlineData("--to must be the sequence", "prove", "x", "--to", "abc")]
    [InlineData("No deliveries are selected", "replay")]
    [InlineData("in one way only", "replay", "--everything", "--id", "x")]
    [InlineData("--rate must be a number", "replay", "--everything", "--rate", "0")]
    public async Task Invalid_argument_is_named_without_its_value(string fault, params string[] arguments)
    {
        var relay = new FakeRelay();

        var run = await CliRun.OfAsync(relay, arguments);

        Assert.Equal(2, run.Code);
        Assert.Contains(fault, run.Error, StringComparison.Ordinal);
        Assert.StartsWith("webhook-relay: ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, run.Error + run.Output, StringComparison.Ordinal);
        Assert.Empty(relay.Requests);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, 4, "requires a key", "--key-file")]
    [InlineData(HttpStatusCode.BadRequest, 2, "topic: Valid values are", null)]
    [InlineData(HttpStatusCode.Conflict, 1, "topic: Valid values are", null)]
    [InlineData(HttpStatusCode.ServiceUnavailable, 1, "topic: Valid values are", null)]
    [InlineData(HttpStatusCode.Forbidden, 4, "topic: Valid values are", "Management:ApiKey")]
    public async Task Rejected_request_exits_with_the_relays_reason(HttpStatusCode status, int code, string cause, string? remedy)
    {
        var run = await CliRun.OfAsync(new FakeRelay().On("GET /deliveries", _ => FakeRelay.Problem(status, "topic: Valid values are")), "deliveries");

        Assert.Equal(code, run.Code);
        Assert.Contains(cause, run.Error, StringComparison.Ordinal);
        Assert.Contains(remedy ?? string.Empty, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("connection")]
    [InlineData("html")]
    [InlineData("not found")]
    public async Task Unreachable_relay_exits_with_3_and_its_address(string what)
    {
        var relay = new FakeRelay().On("GET /deliveries", _ => what switch
        {
            "connection" => throw new HttpRequestException(HttpRequestError.ConnectionError),
            "html" => new HttpResponseMessage { Content = new StringContent("<html>") },
            _ => new HttpResponseMessage(HttpStatusCode.NotFound),
        });

        var run = await CliRun.OfAsync(relay, "deliveries", "--admin", "http://relay-7:3002");

        Assert.Equal(3, run.Code);
        Assert.Contains("http://relay-7:3002", run.Error, StringComparison.Ordinal);
        Assert.Contains("--admin or WEBHOOKRELAY_ADMIN", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_and_key_come_from_options_or_environment_and_the_key_is_never_printed()
    {
        using var folder = new Folder();
        await File.WriteAllTextAsync(folder["key"], "key-of-a-file\n", TestContext.Current.CancellationToken);
        Assert.Equal(("http://127.0.0.1:3002/deliveries", null), await AskedAsync([]));
        Assert.Equal(("http://elsewhere:1/deliveries", "key-of-env"), await AskedAsync([("WEBHOOKRELAY_ADMIN", "http://elsewhere:1"), ("WEBHOOKRELAY_KEY", "key-of-env")]));
        Assert.Equal(("http://here/prefix/deliveries", "key-of-line"), await AskedAsync([("WEBHOOKRELAY_ADMIN", "http://elsewhere:1"), ("WEBHOOKRELAY_KEY", "key-of-env")], "--admin", "http://here/prefix", "--key", "key-of-line"));
        Assert.Equal(("http://127.0.0.1:3002/deliveries", "key-of-a-file"), await AskedAsync([("WEBHOOKRELAY_KEY_FILE", folder["key"])]));
        Assert.Equal(("http://127.0.0.1:3002/deliveries", "key-of-a-file"), await AskedAsync([("WEBHOOKRELAY_KEY", "key-of-env")], "--key-file", folder["key"]));

        static async Task<(string, string?)> AskedAsync((string, string)[] variables, params string[] arguments)
        {
            var run = new CliRun();
            foreach (var (name, value) in variables)
            {
                run[name] = value;
            }

            run.Relay.On("GET /deliveries", _ => FakeRelay.Problem(HttpStatusCode.Unauthorized, "no")).On("GET /prefix/deliveries", _ => FakeRelay.Problem(HttpStatusCode.Unauthorized, "no"));
            Assert.Equal(4, await run.RunAsync(["deliveries", .. arguments]));
            Assert.DoesNotContain("key-of", $"{run.Output}{run.Error}", StringComparison.Ordinal);
            return (run.Relay.Requests[0].Uri.GetLeftPart(UriPartial.Path), run.Relay.Requests[0].Headers.GetValueOrDefault("X-Api-Key"));
        }
    }

    [Theory]
    [InlineData(false, null, false)]
    [InlineData(true, null, true)]
    [InlineData(true, "1", false)]
    public async Task Colours_need_a_terminal_without_NO_COLOR(bool terminal, string? noColor, bool coloured)
    {
        var run = new CliRun { IsTerminal = terminal };
        run["NO_COLOR"] = noColor ?? string.Empty;
        run.Relay.On("GET /subscriptions", """{"mode":"Observe","tunnel":false,"fault":"away","subscriptions":[],"done":[],"toDo":[]}""");

        await run.RunAsync("subscriptions", "status");

        Assert.Equal(coloured, run.Output.ToString().Contains('\e', StringComparison.Ordinal));
        Assert.Contains("Labelbox: away", run.Output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("4700", 4700L)]
    [InlineData("12B", 12L)]
    [InlineData("1.5k", 1500L)]
    [InlineData("64KiB", 65536L)]
    [InlineData("100MB", 100_000_000L)]
    [InlineData("100mb", 100_000_000L)]
    [InlineData("1GiB", 1_073_741_824L)]
    [InlineData("-1", null)]
    [InlineData("1.5", null)]
    [InlineData("MB", null)]
    [InlineData("", null)]
    [InlineData("99999999999999999999", null)]
    public void Size_is_parsed_as_bytes(string text, long? bytes)
    {
        Assert.Equal(bytes is not null, ByteSize.TryParse(text, out var parsed));
        Assert.Equal(bytes ?? parsed, parsed);
    }
}
