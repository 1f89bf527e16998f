using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Tests.LabelboxApi;

public sealed class DeadlineTests
{
    private readonly RushingTime _time = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData(RawServer.Half)]
    public async Task A_change_that_is_not_answered_in_time_is_given_up_and_not_sent_again(string bytes)
    {
        using var server = new RawServer((bytes, Then.KeepOpen), (RawServer.Whole(SomeAnswer.Updated), Then.KeepOpen));
        using var labelbox = At(server);

        var call = labelbox.Webhooks.DeactivateAsync("w1", Cancelled);
        await server.AskedAsync(1, Cancelled);
        _time.Advance(TimeSpan.FromMinutes(5));

        var fault = await Assert.ThrowsAsync<LabelboxServerException>(() => call);
        Assert.Contains("300 s", fault.Message, StringComparison.Ordinal);
        Assert.Null(fault.Status);
        Assert.Equal(1, server.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData(RawServer.Half)]
    public async Task A_query_that_is_not_answered_in_time_is_asked_again(string bytes)
    {
        using var server = new RawServer((bytes, Then.KeepOpen), (RawServer.Whole(SomeAnswer.EmptyOrganization), Then.KeepOpen));
        using var labelbox = At(server);

        var call = labelbox.Webhooks.ListForOrganizationAsync(Cancelled);
        await server.AskedAsync(1, Cancelled);
        _time.Advance(TimeSpan.FromMinutes(5));

        Assert.Empty(await call);
        Assert.Equal(2, server.Requests);
    }

    [Fact]
    public async Task A_call_ends_at_its_deadline_however_many_tries_are_left()
    {
        using var server = new RawServer(("", Then.KeepOpen), ("", Then.KeepOpen), ("", Then.KeepOpen));
        using var labelbox = At(server);

        var call = labelbox.Webhooks.ListForOrganizationAsync(Cancelled);
        await server.AskedAsync(1, Cancelled);
        _time.Advance(TimeSpan.FromMinutes(5));
        await server.AskedAsync(2, Cancelled);
        _time.Advance(TimeSpan.FromMinutes(5) - _time.Waits.Single());

        var fault = await Assert.ThrowsAsync<LabelboxServerException>(() => call);
        Assert.Contains("600 s", fault.Message, StringComparison.Ordinal);
        Assert.Equal(2, server.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData(RawServer.Half)]
    public async Task The_caller_s_cancellation_is_a_cancellation(string bytes)
    {
        using var given = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        using var server = new RawServer((bytes, Then.KeepOpen));
        using var labelbox = At(server);

        var call = labelbox.Webhooks.ListForOrganizationAsync(given.Token);
        await server.AskedAsync(1, Cancelled);
        await given.CancelAsync();

        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(given.Token, cancelled.CancellationToken);
    }

    [Fact]
    public async Task A_wait_between_two_tries_can_be_cancelled()
    {
        using var given = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var time = new StoppedTime();
        using var labelbox = new LabelboxStub(RushingTime.Deadlines, time).Answers("", 429, ("retry-after", "20"));

        var call = labelbox.Webhooks.ListForOrganizationAsync(given.Token);
        await time.Waited.WaitAsync(TimeSpan.FromSeconds(60), Cancelled);
        await given.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Single(labelbox.Requests);
    }

    private LabelboxStub At(RawServer server) => new(
        options =>
        {
            RushingTime.Deadlines(options);
            options.Endpoint = server.Endpoint;
        },
        _time);
}
