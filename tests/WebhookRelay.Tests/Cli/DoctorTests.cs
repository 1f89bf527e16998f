using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using WebhookRelay.Labelbox;

namespace WebhookRelay.Tests.Cli;

/// <summary>The findings of doctor, their severity and remedies.</summary>
public sealed class DoctorTests
{
    private const string Since = "2026-01-31T11:00:00Z";
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, int, string, string> Troubles { get; } = new()
    {
        { "ledger-readonly", 1, "ledger: Not writable: no space", "Ledger:Path" },
        { "ledger-low", 6, "less than Ledger:WarnAt", "Ledger:RetainFor" },
        { "backlog", 6, "backlog: 5 deliveries wait, the oldest for 30 min", "RabbitMQ" },
        { "redis", 6, "redis: Redis rejects the relay's commands (redis:6379: NOPERM", "the permissions that deploy/README.md lists" },
        { "rabbitmq", 1, "rabbitmq: no connection", "Publishing:RabbitMq" },
        { "queues", 6, "rejections by queues: Queue 'full' refuses events, 3 wait for it", "raise the queue's limit" },
        { "logged", 6, "rabbitmq: Not configured (Publishing:RabbitMq): events are only logged", "Publishing:Transport=InMemory" },
        { "exchange", 6, "exchange: The exchange labelbox.events has the alternate exchange spare", "Remove the alternate exchange" },
        { "subscriber", 6, "subscriber:training: Its binding was missing", "queue 'training'" },
        { "clock", 6, "clock: The wall clock jumped by 1.00:00:00", "time service" },
        { "no-secret", 1, "secrets of /webhook-endpoint/training: No secret is set", "Receiving:Webhooks:training:Secrets" },
        { "example-secret", 1, "is a published example", "put it first" },
        { "not-registered", 1, "webhook training: Registered is False (NotRegistered)", "subscriptions plan" },
        { "by-hand", 1, "Registered is False (CreateByHand)", "subscriptions plan shows what to enter" },
        { "rotating", 6, "SecretCurrent is False (Rotating)", "retire-old training" },
        { "silent", 1, "Delivering is False (Silent)", "that the webhook is active" },
        { "labelbox", 6, "Labelbox: the key is not valid", "Labelbox:ApiKey" },
        { "no-address", 6, "public address: Unknown", "Subscriptions:PublicUrl" },
        { "unread", 6, "queue training: It has no consumers; 12 messages wait", "Subscribers" },
        { "unread-other", 6, "queue other: It has no consumers; 0 messages wait", "delete the queue" },
        { "behind", 6, "queue training: Its service is behind", "add consumers" },
        { "queue-missing", 1, "queue training: The queue does not exist", "within 30 s" },
        { "no-queue", 6, "queues: No queue is bound", "Subscribers:<name>" },
        { "broker-away", 6, "queues: Could not be checked: RabbitMQ cannot be asked now.", "Try again in 5 s" },
        { "refused-secret", 6, "requests rejected as signature: 3 rejected for the webhook 'training' since the relay started, 3 of them with a signature; the latest 30 min ago from 35.223.142.181", "It matches a secret of" },
        { "refused-room", 6, "requests rejected as connections: 9 rejected since the relay started, 0 of them with a signature", "all taken" },
        { "quarantined", 6, "quarantined deliveries: Found in the last", "replay --state quarantined" },
        { "unrouted", 6, "unrouted deliveries: Found in the last", "Bind a queue" },
    };

    [Fact]
    public async Task Healthy_relay_exits_with_0()
    {
        var run = Run(new Patient());

        Assert.Equal(0, await run.RunAsync("doctor"));

        Assert.EndsWith("All is well.\n", run.Output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("->", run.Output.ToString(), StringComparison.Ordinal);
        Assert.Empty(run.Error.ToString());
    }

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task Problem_is_named_with_a_remedy_and_sets_the_exit_code(string trouble, int code, string finding, string remedy)
    {
        var run = Run(new Patient { Trouble = trouble });

        Assert.Equal(code, await run.RunAsync("doctor"));

        var lines = run.Output.ToString().Split('\n');
        var found = Assert.Single(lines, line => line.Contains(finding, StringComparison.Ordinal));
        Assert.StartsWith(code is 1 ? "fault " : "warning ", found, StringComparison.Ordinal);
        Assert.Contains(remedy, lines[Array.IndexOf(lines, found) + 1], StringComparison.Ordinal);
        Assert.Equal(1, lines.Count(line => line.StartsWith("fault ", StringComparison.Ordinal) || line.StartsWith("warning ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("development", "The relay generated a secret for Development", "Receiving:Secrets")]
    [InlineData("no-tunnel", "tunnel: No tunnel was found", "ngrok http 3001")]
    [InlineData("embedded", "rabbitmq: Not configured", null)]
    [InlineData("strangers", "requests rejected as path: 7 rejected", null)]
    [InlineData("refused-long-ago", "rejected requests: None in the last 24 hours", null)]
    [InlineData("clock-jumped", "clock: The wall clock jumped, and came back", null)]
    public async Task Usual_laptop_setup_is_only_a_note(string trouble, string note, string? remedy)
    {
        var run = Run(new Patient { Trouble = trouble });

        Assert.Equal(0, await run.RunAsync("doctor"));

        Assert.Contains(note, run.Output.ToString(), StringComparison.Ordinal);
        Assert.Contains(remedy ?? string.Empty, run.Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tunnel_is_shown()
    {
        var run = Run(new Patient { Trouble = "tunnel" });

        Assert.Equal(0, await run.RunAsync("doctor"));
        Assert.Contains("tunnel: https://relay.example forwards to this relay.", run.Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_has_the_worst_severity_and_every_finding()
    {
        var run = Run(new Patient { Trouble = "unread" });

        Assert.Equal(6, await run.RunAsync("doctor", "--json"));

        var report = JsonNode.Parse(run.Output.ToString())!;
        Assert.Equal("warning", (string?)report["worst"]);
        var finding = Assert.Single(report["findings"]!.AsArray(), finding => (string?)finding!["severity"] is "warning")!;
        Assert.Equal("queue training", (string?)finding["subject"]);
        Assert.NotNull(finding["remedy"]);
    }

    [Fact]
    public async Task Rejected_key_is_an_error_and_not_a_finding()
    {
        var run = Run(new Patient());
        run.Relay.On("GET /status", _ => FakeRelay.Problem(HttpStatusCode.Unauthorized, "no"));

        Assert.Equal(4, await run.RunAsync("doctor"));
    }

    private static CliRun Run(Patient patient)
    {
        var run = new CliRun { Time = new FakeTimeProvider(Now) };
        patient.Describe(run.Relay);
        return run;
    }

    /// <summary>A fake relay in Production with a broker, Redis, a subscriber and a subscription, and one problem.</summary>
    private sealed class Patient
    {
        public string Trouble { get; init; } = "none";

        public void Describe(FakeRelay relay)
        {
            relay.On("GET /health/ready", _ => FakeRelay.Json(Health(), Trouble is "ledger-readonly" ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK));
            relay.On("GET /status", Status());
            relay.On("GET /refusals", $$"""{"refusals":[{{Refusals()}}]}""");
            relay.On("GET /subscriptions", Subscriptions());
            relay.On("GET /subscribers", _ => Trouble is "broker-away" ? Away() : FakeRelay.Json($$"""{"subscribers":[{{Queues()}}]}"""));
            relay.On("GET /deliveries", asked => FakeRelay.Json(
                Trouble is "quarantined" or "unrouted" && asked.Uri.Query.Contains(Trouble, StringComparison.Ordinal)
                    ? """{"deliveries":[{"sequence":"1","id":"a","labelboxEvent":"X","acceptedAt":"2026-01-31T00:00:00Z","state":"x","bodyLength":1}]}"""
                    : """{"deliveries":[]}"""));
        }

        private static HttpResponseMessage Away()
        {
            var away = FakeRelay.Problem(HttpStatusCode.ServiceUnavailable, "RabbitMQ cannot be asked now.");
            away.Headers.RetryAfter = new(TimeSpan.FromSeconds(5));
            return away;
        }

        private string Health()
        {
            string Check(string name, string reason, string usual = "up") => Trouble switch
            {
                _ when string.Equals(Trouble, name, StringComparison.Ordinal) => $$"""{"status":"degraded","reason":"{{reason}}","since":"{{Since}}"}""",
                "embedded" or "logged" => $$"""{"status":"not-configured","since":"{{Since}}"}""",
                _ => $$"""{"status":"{{usual}}","since":"{{Since}}"}""",
            };
            return $$"""
                {"status":"{{(Trouble is "ledger-readonly" ? "unhealthy" : "healthy")}}","checks":{"ledger":{"status":"{{(Trouble is "ledger-readonly" ? "down" : "up")}}","since":"{{Since}}"},"redis":{{Check("redis", "Redis rejects the relay's commands (redis:6379: NOPERM)")}},"rabbitmq":{{Check("rabbitmq", "no connection")}},"exchange":{{Check("exchange", "The exchange labelbox.events has the alternate exchange spare")}},
                 {{(Trouble is "queues" ? $"\"queues\":{Check("queues", "Queue 'full' refuses events, 3 wait for it")}," : string.Empty)}}
                 "subscriber:training":{{Check("subscriber", "Its binding was missing")}},
                 "clock":{{(Trouble is "clock-jumped"
                     ? $$"""{"status":"up","reason":"The wall clock jumped, and came back.","since":"{{Since}}"}"""
                     : Check("clock", "The wall clock jumped by 1.00:00:00"))}} } }
                """;
        }

        private string Status()
        {
            var marks = Trouble switch
            {
                "no-secret" => string.Empty,
                "example-secret" => $"\"{SecretMark.Of("example_secret"u8)}\"",
                _ => "\"0a1b2c3d\"",
            };
            return $$"""
                {"environment":"{{(Trouble is "development" or "no-tunnel" or "embedded" ? "Development" : "Production")}}","version":"0.1.0",
                 "receiving":{"url":"http://localhost:3001","webhooks":[{"name":"","path":"/webhook-endpoint","secretMarks":["01020304"],"developmentSecret":{{(Trouble is "development" ? "true" : "false")}}},
                   {"name":"training","path":"/webhook-endpoint/training","secretMarks":[{{marks}}],"developmentSecret":false}]},
                 "ledger":{"path":"/data","writable":{{(Trouble is "ledger-readonly" ? "false,\"fault\":\"no space\"" : "true")}},"freeBytes":{{(Trouble is "ledger-low" ? 1_500_000_000 : 70_000_000_000)}},
                   "warnAt":2147483648,"refuseAt":536870912,"pending":5,"oldestPendingAt":"{{(Trouble is "backlog" ? "2026-01-31T11:30:00Z" : "2026-01-31T11:59:59Z")}}"} }
                """;
        }

        private string Subscriptions()
        {
            string Condition(string type, params (string Trouble, string Reason)[] troubles) => troubles.FirstOrDefault(each => string.Equals(each.Trouble, Trouble, StringComparison.Ordinal)) is { Reason: { } reason }
                ? $$"""{"type":"{{type}}","status":"False","reason":"{{reason}}","message":"m","since":"{{Since}}"}"""
                : $$"""{"type":"{{type}}","status":"True","reason":"r","message":"m","since":"{{Since}}"}""";
            var address = Trouble is "no-address" or "no-tunnel" ? string.Empty : "\"publicUrl\":\"https://relay.example\",";
            return $$"""
                {"mode":"Observe",{{address}}"tunnel":{{(Trouble is "tunnel" ? "true" : "false")}},{{(Trouble is "labelbox" ? "\"fault\":\"the key is not valid\"," : string.Empty)}}"done":[],"toDo":[],
                 "subscriptions":[{"name":"training","organization":true,"topics":[],"version":"V2","webhooks":[],
                   "conditions":[{{Condition("Registered", ("not-registered", "NotRegistered"), ("by-hand", "CreateByHand"))}},{{Condition("SecretCurrent", ("rotating", "Rotating"))}},{{Condition("Delivering", ("silent", "Silent"))}}]}]}
                """;
        }

        private string Refusals() => Trouble switch
        {
            "refused-secret" => """{"reason":"signature","status":401,"meaning":"No secret fits.","hint":"It matches a secret of the webhook 'other'.","webhook":"training","count":3,"signed":3,"lastAt":"2026-01-31T11:30:00Z","lastFrom":"35.223.142.181"}""",
            "refused-room" => """{"reason":"connections","status":503,"meaning":"They are all taken.","webhook":"","count":9,"signed":0,"lastAt":"2026-01-31T11:30:00Z","lastFrom":"203.0.113.1"}""",
            "strangers" => """{"reason":"path","status":404,"meaning":"No webhook.","webhook":"","count":7,"signed":0,"lastAt":"2026-01-31T11:30:00Z","lastFrom":"203.0.113.1"}""",
            "refused-long-ago" => """{"reason":"signature","status":401,"meaning":"No secret fits.","webhook":"","count":7,"signed":7,"lastAt":"2026-01-30T11:30:00Z"}""",
            _ => string.Empty,
        };

        private string Queues() => Trouble switch
        {
            "no-queue" => string.Empty,
            "unread" => """{"queue":"training","declared":true,"bindings":["#"],"messages":12,"consumers":0}""",
            "unread-other" => """{"queue":"other","declared":false,"bindings":["#"],"messages":0,"consumers":0}""",
            "behind" => """{"queue":"training","declared":true,"bindings":["#"],"messages":12,"consumers":1,"oldestMessageAge":3600}""",
            "queue-missing" => """{"queue":"training","declared":true,"bindings":["#"]}""",
            _ => """{"queue":"training","declared":true,"bindings":["#"],"messages":2,"consumers":1,"oldestMessageAge":2.5}""",
        };
    }
}
