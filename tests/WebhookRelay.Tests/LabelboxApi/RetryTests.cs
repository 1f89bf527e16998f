using System.Net;
using Microsoft.Extensions.DependencyInjection;
using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Tests.LabelboxApi;

public sealed class RetryTests
{
    private static readonly WebhookPatch Patch = new("https://a.example");

    private readonly SkippingTimeProvider _time = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(408)]
    public async Task Query_is_retried_after_a_transient_failure(int status)
    {
        using var labelbox = Stub().Answers("away", status).Answers(SampleResponses.Project([SampleResponses.Webhook("w1")]));

        Assert.Single(await labelbox.Webhooks.ListForProjectAsync("p1", Cancelled));

        Assert.Equal(2, labelbox.Requests.Count);
        Assert.Equal(labelbox.Requests[0].Body, labelbox.Requests[1].Body);
        Assert.Single(_time.Waits);
    }

    [Fact]
    public async Task Query_is_retried_after_a_transient_error_in_a_response()
    {
        using var labelbox = Stub().Answers(SampleResponses.Error("INTERNAL_SERVER_ERROR", innerStatus: 503)).Answers(SampleResponses.EmptyProject);

        Assert.Empty(await labelbox.Webhooks.ListForProjectAsync("p1", Cancelled));
    }

    [Fact]
    public async Task Query_is_retried_after_a_reset_behind_a_proxy()
    {
        using var labelbox = Stub()
            .Answers("upstream connect error or disconnect/reset before headers", 404)
            .Answers(SampleResponses.EmptyProject);

        Assert.Empty(await labelbox.Webhooks.ListForProjectAsync("p1", Cancelled));
    }

    [Theory]
    [InlineData("", AfterSend.Close)]
    [InlineData("", AfterSend.Reset)]
    [InlineData(RawServer.Half, AfterSend.Close)]
    [InlineData(RawServer.Half, AfterSend.Reset)]
    [InlineData("SSH-2.0-OpenSSH_9.9\r\n", AfterSend.Close)]
    public async Task Query_is_retried_after_connection_loss(string bytes, AfterSend then)
    {
        using var server = new RawServer((bytes, then), (bytes, then), (RawServer.Whole(SampleResponses.EmptyProject), AfterSend.KeepOpen));
        using var labelbox = new LabelboxStub(At(server.Endpoint), _time);

        Assert.Empty(await labelbox.Webhooks.ListForProjectAsync("p1", Cancelled));

        Assert.Equal(3, server.Requests);
    }

    [Fact]
    public async Task Query_fails_after_three_retries_with_the_reason()
    {
        using var labelbox = Stub();
        for (var i = 0; i < 5; i++)
        {
            labelbox.Answers("away", 503);
        }

        var fault = await Assert.ThrowsAsync<LabelboxServerException>(() => labelbox.Webhooks.ListForOrganizationAsync(Cancelled));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, fault.Status);
        Assert.Equal(4, labelbox.Requests.Count);
        Assert.All(_time.Waits, wait => Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromSeconds(8)));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Requested_delay_is_observed(int status)
    {
        using var labelbox = Stub().Answers("", status, ("retry-after", "37")).Answers(SampleResponses.EmptyProject);

        Assert.Empty(await labelbox.Webhooks.ListForProjectAsync("p1", Cancelled));

        Assert.Equal([TimeSpan.FromSeconds(37)], _time.Waits);
    }

    [Fact]
    public async Task Delay_beyond_the_deadline_ends_the_call_at_once()
    {
        using var labelbox = Stub().Answers("", 429, ("retry-after", "600")).Answers(SampleResponses.EmptyProject);

        var fault = await Assert.ThrowsAsync<LabelboxRateLimitedException>(
            () => labelbox.Webhooks.ListForProjectAsync("p1", labelbox.Disposing).WaitAsync(TimeSpan.FromSeconds(60), Cancelled));

        Assert.Equal(TimeSpan.FromSeconds(600), fault.RetryAfter);
        Assert.Single(labelbox.Requests);
        Assert.Empty(_time.Waits);
    }

    [Theory]
    [InlineData("AUTHENTICATION_ERROR", null)]
    [InlineData("AUTHORIZATION_ERROR", null)]
    [InlineData("GRAPHQL_VALIDATION_FAILED", null)]
    [InlineData("RESOURCE_NOT_FOUND", null)]
    [InlineData("RESOURCE_CONFLICT", null)]
    [InlineData("INTERNAL_SERVER_ERROR", 500)]
    [InlineData("SOMETHING_NEW", null)]
    public async Task Permanent_failure_is_not_retried(string code, int? innerStatus)
    {
        using var labelbox = Stub().Answers(SampleResponses.Error(code, innerStatus: innerStatus)).Answers(SampleResponses.EmptyProject);

        await Assert.ThrowsAnyAsync<LabelboxApiException>(() => labelbox.Webhooks.ListForProjectAsync("p1", Cancelled));

        Assert.Single(labelbox.Requests);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Mutation_is_sent_exactly_once(int status)
    {
        using var labelbox = Stub();
        for (var i = 0; i < 3; i++)
        {
            labelbox.Answers("", status, ("retry-after", "1"));
        }

        await Assert.ThrowsAnyAsync<LabelboxApiException>(() => labelbox.Webhooks.UpdateAsync("w1", Patch, Cancelled));
        await Assert.ThrowsAnyAsync<LabelboxApiException>(() => labelbox.Webhooks.DeactivateAsync("w1", Cancelled));
        await Assert.ThrowsAnyAsync<LabelboxApiException>(
            () => labelbox.Webhooks.CreateForProjectAsync("p1", "https://a.example", "s", ["LABEL_CREATED"], Cancelled));

        Assert.Equal(3, labelbox.Requests.Count);
        Assert.Empty(_time.Waits);
    }

    [Theory]
    [InlineData("", AfterSend.Close)]
    [InlineData("", AfterSend.Reset)]
    [InlineData(RawServer.Half, AfterSend.Reset)]
    public async Task Mutation_with_a_lost_response_is_sent_exactly_once(string bytes, AfterSend then)
    {
        using var server = new RawServer((bytes, then), (RawServer.Whole(SampleResponses.Updated), AfterSend.KeepOpen));
        using var labelbox = new LabelboxStub(At(server.Endpoint), _time);

        await Assert.ThrowsAsync<LabelboxServerException>(() => labelbox.Webhooks.UpdateAsync("w1", Patch, Cancelled));

        Assert.Equal(1, server.Requests);
    }

    /// <summary>An HTTP client may repeat a request itself when a reused connection turns out to be closed.</summary>
    [Theory]
    [InlineData(AfterSend.Close)]
    [InlineData(AfterSend.Reset)]
    public async Task Mutation_lost_on_a_reused_connection_is_sent_exactly_once(AfterSend then)
    {
        var done = RawServer.Whole(SampleResponses.Updated);
        using var server = new RawServer((done, AfterSend.Reuse), ("", then), (done, AfterSend.KeepOpen));
        using var labelbox = new LabelboxStub(At(server.Endpoint), _time);

        await labelbox.Webhooks.UpdateAsync("w1", Patch, Cancelled);
        await Assert.ThrowsAsync<LabelboxServerException>(() => labelbox.Webhooks.UpdateAsync("w1", Patch, Cancelled));

        Assert.Equal(2, server.Requests);
    }

    /// <summary>It would treat a timeout as transient and start a delay: it sees queries and mutations as POSTs.</summary>
    [Fact]
    public async Task Host_wide_resilience_does_not_retry_a_mutation()
    {
        var time = new FrozenTimeProvider();
        using var server = new RawServer(("", AfterSend.KeepOpen), (RawServer.Whole(SampleResponses.Updated), AfterSend.KeepOpen));
        using var labelbox = new LabelboxStub(
            options => (options.Endpoint, options.AttemptDeadline) = (server.Endpoint, TimeSpan.FromSeconds(5)),
            time,
            services => services.ConfigureHttpClientDefaults(http => http.AddStandardResilienceHandler()));

        var call = labelbox.Webhooks.UpdateAsync("w1", Patch, labelbox.Disposing);
        await server.AskedAsync(1, Cancelled);
        time.Advance(TimeSpan.FromSeconds(5));

        await Assert.ThrowsAsync<LabelboxServerException>(() => call.WaitAsync(TimeSpan.FromSeconds(60), Cancelled));
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task Unreachable_API_is_a_server_error()
    {
        var server = new RawServer();
        var unreachable = server.Endpoint;
        server.Dispose();
        using var labelbox = new LabelboxStub(At(unreachable), _time);

        var fault = await Assert.ThrowsAsync<LabelboxServerException>(() => labelbox.Webhooks.ListForOrganizationAsync(Cancelled));

        Assert.Null(fault.Status);
        Assert.Contains("ConnectionError", fault.Message, StringComparison.Ordinal);
        Assert.Equal(3, _time.Waits.Count);
    }

    private static Action<LabelboxClientOptions> At(Uri endpoint) => options =>
    {
        SkippingTimeProvider.Deadlines(options);
        options.Endpoint = endpoint;
    };

    private LabelboxStub Stub() => new(SkippingTimeProvider.Deadlines, _time);
}
