using System.Net;
using Microsoft.Extensions.DependencyInjection;
using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Tests.LabelboxApi;

public sealed class RetryTests
{
    private static readonly WebhookPatch Patch = new("https://a.example");

    private readonly RushingTime _time = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(408)]
    public async Task A_query_is_asked_again_after_a_fault_that_may_pass(int status)
    {
        using var labelbox = Stub().Answers("away", status).Answers(SomeAnswer.Project([SomeAnswer.Webhook("w1")]));

        Assert.Single(await labelbox.Webhooks.ListForProjectAsync("p1", Cancelled));

        Assert.Equal(2, labelbox.Requests.Count);
        Assert.Equal(labelbox.Requests[0].Body, labelbox.Requests[1].Body);
        Assert.Single(_time.Waits);
    }

    [Fact]
    public async Task A_query_is_asked_again_when_the_api_says_inside_an_answer_that_it_is_away()
    {
        using var labelbox = Stub().Answers(SomeAnswer.Error("INTERNAL_SERVER_ERROR", innerStatus: 503)).Answers(SomeAnswer.EmptyProject);

        Assert.Empty(await labelbox.Webhooks.ListForProjectAsync("p1", Cancelled));
    }

    [Fact]
    public async Task A_query_is_asked_again_after_the_connection_to_the_api_was_reset_behind_a_proxy()
    {
        using var labelbox = Stub()
            .Answers("upstream connect error or disconnect/reset before headers", 404)
            .Answers(SomeAnswer.EmptyProject);

        Assert.Empty(await labelbox.Webhooks.ListForProjectAsync("p1", Cancelled));
    }

    [Theory]
    [InlineData("", Then.Close)]
    [InlineData("", Then.Reset)]
    [InlineData(RawServer.Half, Then.Close)]
    [InlineData(RawServer.Half, Then.Reset)]
    [InlineData("SSH-2.0-OpenSSH_9.9\r\n", Then.Close)]
    public async Task A_query_is_asked_again_after_its_connection_broke(string bytes, Then then)
    {
        using var server = new RawServer((bytes, then), (bytes, then), (RawServer.Whole(SomeAnswer.EmptyProject), Then.KeepOpen));
        using var labelbox = new LabelboxStub(At(server.Endpoint), _time);

        Assert.Empty(await labelbox.Webhooks.ListForProjectAsync("p1", Cancelled));

        Assert.Equal(3, server.Requests);
    }

    [Fact]
    public async Task A_query_gives_up_after_three_further_tries_and_says_why()
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
    public async Task The_wait_that_the_api_asks_for_is_kept(int status)
    {
        using var labelbox = Stub().Answers("", status, ("retry-after", "37")).Answers(SomeAnswer.EmptyProject);

        Assert.Empty(await labelbox.Webhooks.ListForProjectAsync("p1", Cancelled));

        Assert.Equal([TimeSpan.FromSeconds(37)], _time.Waits);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_wait_that_does_not_fit_into_the_deadline_ends_the_call_at_once()
    {
        using var labelbox = Stub().Answers("", 429, ("retry-after", "600")).Answers(SomeAnswer.EmptyProject);

        var fault = await Assert.ThrowsAsync<LabelboxRateLimitedException>(
            () => labelbox.Webhooks.ListForProjectAsync("p1", TestContext.Current.CancellationToken));

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
    public async Task What_will_not_pass_is_not_asked_again(string code, int? innerStatus)
    {
        using var labelbox = Stub().Answers(SomeAnswer.Error(code, innerStatus: innerStatus)).Answers(SomeAnswer.EmptyProject);

        await Assert.ThrowsAnyAsync<LabelboxApiException>(() => labelbox.Webhooks.ListForProjectAsync("p1", Cancelled));

        Assert.Single(labelbox.Requests);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_change_is_sent_exactly_once_whatever_comes_back(int status)
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
    [InlineData("", Then.Close)]
    [InlineData("", Then.Reset)]
    [InlineData(RawServer.Half, Then.Reset)]
    public async Task A_change_whose_answer_is_lost_is_sent_exactly_once(string bytes, Then then)
    {
        using var server = new RawServer((bytes, then), (RawServer.Whole(SomeAnswer.Updated), Then.KeepOpen));
        using var labelbox = new LabelboxStub(At(server.Endpoint), _time);

        await Assert.ThrowsAsync<LabelboxServerException>(() => labelbox.Webhooks.UpdateAsync("w1", Patch, Cancelled));

        Assert.Equal(1, server.Requests);
    }

    /// <summary>An HTTP stack may send a request again by itself when a kept connection turns out to be closed.</summary>
    [Theory]
    [InlineData(Then.Close)]
    [InlineData(Then.Reset)]
    public async Task A_change_whose_answer_is_lost_on_a_kept_connection_is_sent_exactly_once(Then then)
    {
        var done = RawServer.Whole(SomeAnswer.Updated);
        using var server = new RawServer((done, Then.Reuse), ("", then), (done, Then.KeepOpen));
        using var labelbox = new LabelboxStub(At(server.Endpoint), _time);

        await labelbox.Webhooks.UpdateAsync("w1", Patch, Cancelled);
        await Assert.ThrowsAsync<LabelboxServerException>(() => labelbox.Webhooks.UpdateAsync("w1", Patch, Cancelled));

        Assert.Equal(2, server.Requests);
    }

    /// <summary>It takes a passed deadline for a fault that may pass, and does not know a change from a question: both are POSTs.</summary>
    [Fact]
    public async Task A_host_s_default_for_all_its_clients_does_not_send_a_change_again()
    {
        using var server = new RawServer(("", Then.KeepOpen), (RawServer.Whole(SomeAnswer.Updated), Then.KeepOpen));
        using var labelbox = new LabelboxStub(
            At(server.Endpoint),
            _time,
            services => services.ConfigureHttpClientDefaults(http => http.AddStandardResilienceHandler()));

        var call = labelbox.Webhooks.UpdateAsync("w1", Patch, Cancelled);
        await server.AskedAsync(1, Cancelled);
        _time.Advance(TimeSpan.FromMinutes(5));

        await Assert.ThrowsAsync<LabelboxServerException>(() => call);
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task An_api_that_cannot_be_reached_is_the_server_s_fault()
    {
        var server = new RawServer();
        var nobody = server.Endpoint;
        server.Dispose();
        using var labelbox = new LabelboxStub(At(nobody), _time);

        var fault = await Assert.ThrowsAsync<LabelboxServerException>(() => labelbox.Webhooks.ListForOrganizationAsync(Cancelled));

        Assert.Null(fault.Status);
        Assert.Contains("ConnectionError", fault.Message, StringComparison.Ordinal);
        Assert.Equal(3, _time.Waits.Count);
    }

    private static Action<LabelboxClientOptions> At(Uri endpoint) => options =>
    {
        RushingTime.Deadlines(options);
        options.Endpoint = endpoint;
    };

    private LabelboxStub Stub() => new(RushingTime.Deadlines, _time);
}
