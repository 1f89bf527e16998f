using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Tests.LabelboxApi;

public sealed class DeadlineTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SkippingTimeProvider _time = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData(RawServer.Half)]
    public async Task Timed_out_mutation_is_not_retried(string bytes)
    {
        using var server = new RawServer((bytes, AfterSend.KeepOpen), (RawServer.Whole(SampleResponses.Updated), AfterSend.KeepOpen));
        using var labelbox = At(server);

        var call = labelbox.Webhooks.DeactivateAsync("w1", labelbox.Disposing);
        await server.AskedAsync(1, Cancelled);
        _time.Advance(TimeSpan.FromMinutes(5));

        var fault = await Assert.ThrowsAsync<LabelboxServerException>(() => call.WaitAsync(Patience, Cancelled));
        Assert.Contains("300 s", fault.Message, StringComparison.Ordinal);
        Assert.Null(fault.Status);
        Assert.Equal(1, server.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData(RawServer.Half)]
    public async Task Timed_out_query_is_retried(string bytes)
    {
        using var server = new RawServer((bytes, AfterSend.KeepOpen), (RawServer.Whole(SampleResponses.EmptyOrganization), AfterSend.KeepOpen));
        using var labelbox = At(server);

        var call = labelbox.Webhooks.ListForOrganizationAsync(labelbox.Disposing);
        await server.AskedAsync(1, Cancelled);
        _time.Advance(TimeSpan.FromMinutes(5));

        Assert.Empty(await call.WaitAsync(Patience, Cancelled));
        Assert.Equal(2, server.Requests);
    }

    [Fact]
    public async Task Call_ends_at_its_deadline()
    {
        using var server = new RawServer(("", AfterSend.KeepOpen), ("", AfterSend.KeepOpen), ("", AfterSend.KeepOpen));
        using var labelbox = At(server);

        var call = labelbox.Webhooks.ListForOrganizationAsync(labelbox.Disposing);
        await server.AskedAsync(1, Cancelled);
        _time.Advance(TimeSpan.FromMinutes(5));
        await server.AskedAsync(2, Cancelled);
        _time.Advance(TimeSpan.FromMinutes(5) - _time.Waits.Single());

        var fault = await Assert.ThrowsAsync<LabelboxServerException>(() => call.WaitAsync(Patience, Cancelled));
        Assert.Contains("600 s", fault.Message, StringComparison.Ordinal);
        Assert.Equal(2, server.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData(RawServer.Half)]
    public async Task Callers_cancellation_is_reported_as_such(string bytes)
    {
        using var given = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        using var server = new RawServer((bytes, AfterSend.KeepOpen));
        using var labelbox = At(server);

        var call = labelbox.Webhooks.ListForOrganizationAsync(given.Token);
        await server.AskedAsync(1, Cancelled);
        await given.CancelAsync();

        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(Patience, Cancelled));
        Assert.Equal(given.Token, cancelled.CancellationToken);
    }

    [Fact]
    public async Task Retry_delay_can_be_cancelled()
    {
        using var given = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var time = new FrozenTimeProvider();
        using var labelbox = new LabelboxStub(SkippingTimeProvider.Deadlines, time).Answers("", 429, ("retry-after", "20"));

        var call = labelbox.Webhooks.ListForOrganizationAsync(given.Token);
        await time.Waited.WaitAsync(Patience, Cancelled);
        await given.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(Patience, Cancelled));
        Assert.Single(labelbox.Requests);
    }

    private LabelboxStub At(RawServer server) => new(
        options =>
        {
            SkippingTimeProvider.Deadlines(options);
            options.Endpoint = server.Endpoint;
        },
        _time);
}
