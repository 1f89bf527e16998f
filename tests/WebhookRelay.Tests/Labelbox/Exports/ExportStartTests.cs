using WebhookRelay.Labelbox.Api;
using WebhookRelay.Labelbox.Exports;
using WebhookRelay.LabelboxTwin.Api;
using WebhookRelay.LabelboxTwin.Exports;
using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.Tests.Labelbox.Exports;

/// <summary>Starting and waiting: one task whatever is lost, every status, and the limits.</summary>
public sealed class ExportStartTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lost_answer_to_the_start_leaves_exactly_one_task(bool selectsTasksByName)
    {
        await using var client = await ExportClient.StartAsync();
        client.Jobs.Settings = new ExportSettings { SelectsTasksByName = selectsTasksByName, HiddenFor = TimeSpan.FromSeconds(30) };
        client.Twin.Its<ApiFaults>().Add(Fault(ApiFaultKind.LostAnswer));
        var reports = new Reports();

        var exported = await client.RunAsync(new ProjectExport(client.Twin.ProjectId(Media.Image)) { TaskName = "nightly" }, reports);

        var task = Assert.Single(client.Jobs.All);
        Assert.Equal(task.Id, Assert.Single(exported.Summary.TaskIds));
        Assert.Matches("^nightly [0-9a-f]{32}$", task.Name);
        Assert.Equal(4, exported.Rows.Count);
        Assert.Contains(reports.All, report => report.Phase is ExportPhase.Searching);
    }

    [Fact]
    public async Task A_lost_task_is_found_on_a_later_page_of_the_list()
    {
        await using var client = await ExportClient.StartAsync();
        client.Jobs.Settings = new ExportSettings { SelectsTasksByName = false };
        for (var i = 0; i < 250; i++)
        {
            client.Jobs.Start(new ExportScope(null, null, _ => false, false), $"other {i}", new ExportParameters(new Dictionary<string, object?>()));
        }

        client.Twin.Its<ApiFaults>().Add(Fault(ApiFaultKind.LostAnswer));

        using var export = await client.Exports.StartAsync(new ProjectExport(client.Twin.ProjectId(Media.Image)), null, Cancelled);

        Assert.Equal(client.Jobs.All[0].Id, export.TaskId);
        Assert.Equal(251, client.Jobs.All.Count);
    }

    [Fact]
    public async Task A_lost_request_to_start_is_told_and_not_repeated()
    {
        await using var client = await ExportClient.StartAsync();
        client.Twin.Its<ApiFaults>().Add(Fault(ApiFaultKind.LostRequest));

        var lost = await Assert.ThrowsAsync<ExportStartLostException>(() => client.RunAsync(new ProjectExport(client.Twin.ProjectId(Media.Image))));

        Assert.Contains(lost.TaskName, lost.Message, StringComparison.Ordinal);
        Assert.IsType<LabelboxServerException>(lost.InnerException);
        Assert.Empty(client.Jobs.All);
    }

    [Theory]
    [InlineData(502)]
    [InlineData(504)]
    public async Task A_failing_proxy_counts_as_a_lost_answer(int status)
    {
        await using var client = await ExportClient.StartAsync();
        client.Twin.Its<ApiFaults>().Add(Fault(ApiFaultKind.ServerError) with { Status = status });

        await Assert.ThrowsAsync<ExportStartLostException>(() => client.RunAsync(new ProjectExport(client.Twin.ProjectId(Media.Image))));
    }

    [Theory]
    [InlineData("RESOURCE_CONFLICT")]
    [InlineData("INTERNAL_SERVER_ERROR")]
    [InlineData("SOMETHING_NEW")]
    public async Task A_refusal_for_the_moment_is_waited_out(string code)
    {
        await using var client = await ExportClient.StartAsync();
        client.Jobs.Settings = new ExportSettings { MostPerProject = 1, RunsFor = TimeSpan.FromMinutes(3), RefusalCode = code, Refusal = "11 exports are too many" };
        var project = client.Twin.ProjectId(Media.Image);
        using var first = await client.Exports.StartAsync(new ProjectExport(project), null, Cancelled);
        var reports = new Reports();

        using var second = await client.Exports.StartAsync(new ProjectExport(project), reports, Cancelled);
        await second.WaitAsync(null, Cancelled);

        Assert.Equal(2, client.Jobs.All.Count);
        Assert.Contains(reports.All, report => report is { Phase: ExportPhase.Refused, Message: "11 exports are too many" });
    }

    [Fact]
    public async Task A_refusal_that_lasts_is_an_exception_with_what_labelbox_said()
    {
        await using var client = await ExportClient.StartAsync(options => options.RefusalDeadline = TimeSpan.FromMinutes(5));
        client.Jobs.Settings = new ExportSettings { MostPerOrganization = 1, RunsFor = TimeSpan.FromHours(20), Refusal = "no more" };
        using var first = await client.Exports.StartAsync(new CatalogExport(), null, Cancelled);

        var refused = await Assert.ThrowsAsync<ExportRefusedException>(() => client.Exports.StartAsync(new CatalogExport(), null, Cancelled));

        Assert.EndsWith("no more", refused.Message, StringComparison.Ordinal);
        Assert.Single(client.Jobs.All);
    }

    [Fact]
    public async Task What_counts_as_a_refusal_for_the_moment_can_be_set()
    {
        await using var client = await ExportClient.StartAsync(options => options.IsTemporaryRefusal = refusal => refusal.Code is "OPERATION_NOT_ALLOWED");
        client.Jobs.Settings = new ExportSettings { MostPerOrganization = 1, RunsFor = TimeSpan.FromMinutes(1), RefusalCode = "OPERATION_NOT_ALLOWED" };
        using var first = await client.Exports.StartAsync(new CatalogExport(), null, Cancelled);
        using var second = await client.Exports.StartAsync(new CatalogExport(), null, Cancelled);
        await second.WaitAsync(null, Cancelled);

        client.Jobs.Settings = new ExportSettings { MostPerOrganization = 1, RunsFor = TimeSpan.FromHours(1), RefusalCode = "RESOURCE_CONFLICT" };
        using var third = await client.Exports.StartAsync(new CatalogExport(), null, Cancelled);
        await Assert.ThrowsAsync<LabelboxConflictException>(() => client.Exports.StartAsync(new CatalogExport(), null, Cancelled));
    }

    [Fact]
    public async Task The_wait_that_a_rate_limit_asks_for_is_kept()
    {
        await using var client = await ExportClient.StartAsync();
        client.Twin.Its<ApiFaults>().Add(Fault(ApiFaultKind.RateLimited) with { RetryAfter = 40 });
        var before = client.Its<TimeProvider>().GetTimestamp();

        using var export = await client.Exports.StartAsync(new ProjectExport(client.Twin.ProjectId(Media.Image)), null, Cancelled);

        Assert.True(client.Its<TimeProvider>().GetElapsedTime(before) >= TimeSpan.FromSeconds(40));
        Assert.Single(client.Jobs.All);
    }

    [Theory]
    [InlineData("IN_PROGRESS")]
    [InlineData("QUEUED_BY_SOMETHING_NEW")]
    public async Task A_running_task_is_waited_for_whatever_its_status_is_called(string status)
    {
        await using var client = await ExportClient.StartAsync();
        client.Jobs.Settings = new ExportSettings { RunsFor = TimeSpan.FromMinutes(20), RunningStatus = status, HiddenFor = TimeSpan.FromSeconds(60) };

        var exported = await client.RunAsync(new ProjectExport(client.Twin.ProjectId(Media.Image)));

        Assert.Equal(4, exported.Rows.Count);
    }

    [Fact]
    public async Task Each_end_of_a_task_has_its_own_exception()
    {
        await using var client = await ExportClient.StartAsync(options => options.TaskDeadline = TimeSpan.FromMinutes(30));
        var request = new ProjectExport(client.Twin.ProjectId(Media.Image));

        client.Jobs.Settings = new ExportSettings { FinalStatus = "FAILED" };
        var failed = await Assert.ThrowsAsync<ExportFailedException>(() => client.RunAsync(request));
        client.Jobs.Settings = new ExportSettings { FinalStatus = "CANCELED", RunningStatus = "CANCELLING", RunsFor = TimeSpan.FromMinutes(1) };
        var canceled = await Assert.ThrowsAsync<ExportCanceledException>(() => client.RunAsync(request));
        client.Jobs.Settings = new ExportSettings { RunsFor = TimeSpan.FromHours(2), RunningStatus = "STUCK" };
        var timedOut = await Assert.ThrowsAsync<ExportTimedOutException>(() => client.RunAsync(request));

        Assert.Equal("STUCK", timedOut.LastStatus);
        Assert.Equal<IEnumerable<string?>>(client.Jobs.All.Select(job => job.Id).Reverse(), [failed.TaskId, canceled.TaskId, timedOut.TaskId]);
        using var again = client.Exports.Open(failed.TaskId!);
        await Assert.ThrowsAsync<ExportFailedException>(() => ExportClient.ReadAsync(again.ReadAsync(ExportStreamType.Result, 0, Cancelled)));
        using var running = client.Exports.Open(timedOut.TaskId!);
        await Assert.ThrowsAsync<InvalidOperationException>(() => ExportClient.ReadAsync(running.ReadAsync(ExportStreamType.Result, 0, Cancelled)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_task_is_canceled_where_labelbox_allows_it(bool cancelable)
    {
        await using var client = await ExportClient.StartAsync();
        client.Jobs.Settings = new ExportSettings { RunsFor = TimeSpan.FromHours(1), Cancelable = cancelable };
        using var export = await client.Exports.StartAsync(new CatalogExport(), null, Cancelled);

        Assert.Equal(cancelable, await export.CancelAsync(Cancelled));

        Assert.Equal(cancelable ? ExportStatus.Canceled : ExportStatus.InProgress, (await export.GetTaskAsync(Cancelled))!.Status);
        Assert.Equal(cancelable, await Record.ExceptionAsync(() => export.WaitAsync(null, Cancelled)) is ExportCanceledException);
    }

    [Fact]
    public async Task An_outage_while_a_task_runs_does_not_end_the_wait()
    {
        await using var client = await ExportClient.StartAsync();
        client.Jobs.Settings = new ExportSettings { RunsFor = TimeSpan.FromMinutes(1) };
        using var export = await client.Exports.StartAsync(new CatalogExport(), null, Cancelled);
        client.Twin.Its<ApiFaults>().Add(new ApiFault(ApiFaultKind.ServerError, 12, null, 503, null, null, 1, TimeSpan.Zero));

        await export.WaitAsync(null, Cancelled);
    }

    private static ApiFault Fault(ApiFaultKind kind) => new(kind, 1, "exportDataRowsInProject", null, null, null, 1, TimeSpan.FromSeconds(5));
}
