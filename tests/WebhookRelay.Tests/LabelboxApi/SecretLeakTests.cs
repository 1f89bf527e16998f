using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Tests.LabelboxApi;

/// <summary>The key and a webhook's secret appear only in the request, never in a log at any level, an exception or a trace.</summary>
public sealed class SecretLeakTests
{
    private const string Secret = "s3cr\"et\\of-\u00FCber/1f9d";

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string, int> Answers => new()
    {
        { SampleResponses.Created, 200 },
        { SampleResponses.Error("AUTHENTICATION_ERROR", $"The key {LabelboxStub.Key} is not valid"), 200 },
        { SampleResponses.Error("GRAPHQL_VALIDATION_FAILED", $"Variable \"$secret\" got invalid value {JsonSerializer.Serialize(Secret)}"), 400 },
        { SampleResponses.Error("GRAPHQL_VALIDATION_FAILED", $"Variable \"$secret\" got invalid value {JsonSerializer.Serialize(Secret, Relaxed)}"), 400 },
        { SampleResponses.Error("GRAPHQL_PARSE_FAILED", $"Variable \"$secret\" got invalid value \"{Secret}\""), 400 },
        { SampleResponses.Error($"CODE_{LabelboxStub.Key}", new string('x', 995) + Secret), 200 },
        { SampleResponses.Error("INTERNAL_SERVER_ERROR", LabelboxStub.Key + Secret, 503), 200 },
        { $$"""{"message":"You have exceeded the limit of {{LabelboxStub.Key}}"}""", 429 },
        { $$"""{"message":"{{LabelboxStub.Key}} has no access"}""", 401 },
        { $$"""{"{{LabelboxStub.Key}}": oops""", 200 },
        { $"Bearer {LabelboxStub.Key} {Secret}", 502 },
        { $"Bearer {LabelboxStub.Key} {Secret}", 403 },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Secrets_are_hidden_whatever_the_API_returns(string body, int status)
    {
        using var traces = new CapturedTraces();
        using var labelbox = new LabelboxStub(SkippingTimeProvider.Deadlines, new SkippingTimeProvider());
        labelbox.Answers(body, status, ("X-Echo", LabelboxStub.Key));

        var fault = await Record.ExceptionAsync(
            () => labelbox.Webhooks.CreateForProjectAsync("p1", "https://a.example", Secret, ["LABEL_CREATED"], Cancelled));

        Assert.True(fault is LabelboxApiException || (fault is null && body is SampleResponses.Created));
        AssertKept(fault, labelbox, traces, labelbox.Endpoint);
    }

    [Fact]
    public async Task Secrets_are_hidden_when_retries_fail()
    {
        using var traces = new CapturedTraces();
        using var labelbox = new LabelboxStub(SkippingTimeProvider.Deadlines, new SkippingTimeProvider());
        labelbox
            .Answers(SampleResponses.Error("INTERNAL_SERVER_ERROR", LabelboxStub.Key, 503))
            .Answers(LabelboxStub.Key, 500)
            .Answers($$"""{"message":"You have exceeded {{LabelboxStub.Key}}"}""", 429)
            .Answers(SampleResponses.Error("INTERNAL_SERVER_ERROR", $"It is {LabelboxStub.Key} that failed", 502));

        var fault = await Record.ExceptionAsync(() => labelbox.Webhooks.ListForProjectAsync("p1", Cancelled));

        Assert.Equal("It is [redacted] that failed", Assert.IsType<LabelboxServerException>(fault).Message);
        Assert.Equal(4, labelbox.Requests.Count);
        AssertKept(fault, labelbox, traces, labelbox.Endpoint);
    }

    [Theory]
    [InlineData("", AfterSend.KeepOpen)]
    [InlineData("", AfterSend.Reset)]
    [InlineData(RawServer.Half, AfterSend.Close)]
    public async Task Secrets_are_hidden_without_a_response(string bytes, AfterSend then)
    {
        using var traces = new CapturedTraces();
        using var server = new RawServer((bytes, then));
        using var labelbox = new LabelboxStub(options => (options.Endpoint, options.AttemptDeadline) = (server.Endpoint, TimeSpan.FromSeconds(1)));

        var fault = await Record.ExceptionAsync(
            () => labelbox.Webhooks.CreateForOrganizationAsync("https://a.example", Secret, ["LABEL_CREATED"], Cancelled));

        Assert.IsType<LabelboxServerException>(fault);
        AssertKept(fault, labelbox, traces, server.Endpoint);
    }

    [Fact]
    public async Task Host_wide_loggers_do_not_see_the_headers()
    {
        using var traces = new CapturedTraces();
        using var labelbox = new LabelboxStub(host: services => services.ConfigureHttpClientDefaults(http => http.RedactLoggedHeaders(_ => false).AddDefaultLogger()));
        labelbox.Answers(SampleResponses.EmptyOrganization);

        await labelbox.Webhooks.ListForOrganizationAsync(Cancelled);

        AssertKept(fault: null, labelbox, traces, labelbox.Endpoint);
    }

    [Fact]
    public async Task Validation_error_does_not_reveal_the_secret()
    {
        using var labelbox = new LabelboxStub();

        var fault = await Assert.ThrowsAsync<ArgumentException>(
            () => labelbox.Webhooks.CreateForOrganizationAsync("", Secret, ["LABEL_CREATED"], Cancelled));

        AssertHidden(Everything(fault));
    }

    private static void AssertKept(Exception? fault, LabelboxStub labelbox, CapturedTraces traces, Uri endpoint)
    {
        AssertHidden(Everything(fault));
        Assert.NotEmpty(labelbox.Log.Text);
        AssertHidden(labelbox.Log.Text);
        Assert.Contains(endpoint.ToString(), traces.Text, StringComparison.Ordinal);
        AssertHidden(traces.Text);
    }

    private static void AssertHidden(string text)
    {
        Assert.DoesNotContain(LabelboxStub.Key, text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("s3cr", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("of-", text, StringComparison.OrdinalIgnoreCase);
    }

    private static string Everything(Exception? fault)
    {
        List<string> all = [];
        for (var e = fault; e is not null; e = e.InnerException)
        {
            all.Add(e.ToString());
            all.Add(e.Message);
            all.AddRange(e.Data.Cast<DictionaryEntry>().Select(entry => $"{entry.Key}={entry.Value}"));
            all.AddRange(e.GetType().GetProperties().Select(property => $"{property.Name}={property.GetValue(e)}"));
        }

        return string.Join('\n', all);
    }

    private sealed class CapturedTraces : IDisposable
    {
        private readonly ConcurrentQueue<string> _spans = new();
        private readonly ActivityListener _listener;

        public CapturedTraces()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = _ => true,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = span => _spans.Enqueue(Spread(span)),
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public string Text => string.Join('\n', _spans);

        public void Dispose() => _listener.Dispose();

        private static string Spread(Activity span) => string.Join(
            ' ',
            [
                span.Source.Name, span.OperationName, span.DisplayName, span.StatusDescription, span.TraceStateString,
                .. span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"),
                .. span.Baggage.Select(item => $"{item.Key}={item.Value}"),
                .. span.Events.SelectMany(one => one.Tags.Select(tag => $"{one.Name} {tag.Key}={tag.Value}")),
            ]);
    }
}
