using System.Net;

namespace WebhookRelay.Tests.Cli;

/// <summary>The webhooks at Labelbox, from the command line.</summary>
public sealed class SubscriptionsTests
{
    [Theory]
    [InlineData("True", 0)]
    [InlineData("Unknown", 0)]
    [InlineData("False", 1)]
    public async Task Status_fails_if_a_condition_is_false(string status, int code)
    {
        var run = await CliRun.OfAsync(new FakeRelay().On("GET /subscriptions", Report(condition: status)), "subscriptions", "status");

        Assert.Equal(code, run.Code);
        Assert.Contains($"Registered    {status,-7} CreateByHand: no webhook", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData("wait", 0)]
    [InlineData("create", 1)]
    [InlineData("by-hand", 1)]
    public async Task Plan_with_changes_exits_with_1(string? step, int code)
    {
        var relay = new FakeRelay().On("POST /subscriptions/plan", Report(step)).On("POST /subscriptions/apply", Report(step));

        var plan = await CliRun.OfAsync(relay, "subscriptions", "plan");
        var apply = await CliRun.OfAsync(relay, "subscriptions", "apply", "--json");

        Assert.Equal((code, code), (plan.Code, apply.Code));
        Assert.Equal(step is not null, plan.Output.Contains($"training: {step}. because\n    - URL: https://here", StringComparison.Ordinal));
        Assert.StartsWith("{\"mode\":\"Observe\"", apply.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forbidden_mode_shows_the_reason()
    {
        var run = await CliRun.OfAsync(new FakeRelay().On("POST /subscriptions/apply", _ => FakeRelay.Problem(HttpStatusCode.Conflict, "Subscriptions:Mode is Observe.")), "subscriptions", "apply");

        Assert.Equal(1, run.Code);
        Assert.Contains("Subscriptions:Mode is Observe.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rotation_is_ended_by_name()
    {
        var run = await CliRun.OfAsync(new FakeRelay().On("POST /subscriptions/training/retire-old", Report()), "subscriptions", "retire-old", "training");

        Assert.Equal((0, string.Empty), (run.Code, run.Error));
    }

    private static string Report(string? step = null, string condition = "True") => $$"""
        {"mode":"Observe","publicUrl":"https://here","tunnel":false,"askedAt":"2026-01-31T00:00:00Z","done":[],
         "subscriptions":[{"name":"training","url":"https://here/webhook-endpoint/training","project":"p","organization":false,"topics":["LABEL_CREATED"],"version":"V2",
           "webhooks":[{"id":"w1","topics":[],"status":"ACTIVE","created":false,"secretProven":false}],
           "conditions":[{"type":"Registered","status":"{{condition}}","reason":"CreateByHand","message":"no webhook","since":"2026-01-31T00:00:00Z"}]}],
         "toDo":[{{(step is null ? string.Empty : $$"""{"subscription":"training","step":"{{step}}","why":"because","instructions":["URL: https://here"]}""")}}]}
        """;
}
