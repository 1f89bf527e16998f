using WebhookRelay.Labelbox.Api;
using WebhookRelay.Labelbox.Exports;
using WebhookRelay.LabelboxTwin.Api;
using WebhookRelay.LabelboxTwin.Exports;
using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.Tests.Labelbox.Exports;

/// <summary>Starting and waiting: every status, refusals and limits.</summary>
public sealed class ExportStartTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("RESOURCE_CONFLICT")]
    [InlineData("INTERNAL_SERVER_ERROR")]
    [InlineData("SOMETHING_NEW")]
    public async Task A_temporary_refusal_is_waited_out(string code)
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
    public async Task The_eleventh_export_of_a_project_waits_and_then_runs()
    {
        await using var client = await ExportClient.StartAsync(options => options.RunningPerProject = 10);
        client.Jobs.Settings = new ExportSettings { RunsFor = TimeSpan.FromMinutes(3) };
        var request = new ProjectExport(client.Twin.ProjectId(Media.Image));
        List<LabelboxExport> running = [];
        for (var i = 0; i < 10; i++)
        {
            running.Add(await client.Exports.StartAsync(request, null, Cancelled));
        }

        var reports = new Reports();
        var starting = client.Exports.StartAsync(request, reports, Cancelled);
        Assert.Equal([ExportPhase.Queued], reports.All.Select(report => report.Phase));
        Assert.Equal(10, client.Jobs.All.Count);
        await running[4].WaitAsync(null, Cancelled);

        using var eleventh = await starting;
        await eleventh.WaitAsync(null, Cancelled);
        Assert.Equal(11, client.Jobs.All.Count);
    }

    [Fact]
    public async Task An_eleventh_export_that_labelbox_refuses_waits_and_then_runs()
    {
        await using var client = await ExportClient.StartAsync();
        client.Jobs.Settings = new ExportSettings { RunsFor = TimeSpan.FromMinutes(20) };
        var project = client.Twin.ProjectId(Media.Image);
        for (var i = 0; i < 10; i++)
        {
            client.Jobs.Start(new ExportScope(project, null, _ => false, false), $"of another process {i}", new ExportParameters(new Dictionary<string, object?>()));
        }

        var reports = new Reports();
        var exported = await client.RunAsync(new ProjectExport(project), reports);

        Assert.Equal(4, exported.Rows.Count);
        Assert.Equal(11, client.Jobs.All.Count);
        Assert.Contains(reports.All, report => report.Phase is ExportPhase.Refused);
    }

    [Fact]
    public async Task A_lasting_refusal_is_an_exception_with_labelboxs_message()
    {
        await using var client = await ExportClient.StartAsync(options => options.RefusalDeadline = TimeSpan.FromMinutes(5));
        client.Jobs.Settings = new ExportSettings { MostPerOrganization = 1, RunsFor = TimeSpan.FromHours(20), Refusal = "no more" };
        using var first = await client.Exports.StartAsync(new CatalogExport(), null, Cancelled);

        var refused = await Assert.ThrowsAsync<ExportRefusedException>(() => client.Exports.StartAsync(new CatalogExport(), null, Cancelled));

        Assert.EndsWith("no more", refused.Message, StringComparison.Ordinal);
        Assert.Single(client.Jobs.All);
    }

    [Fact]
    public async Task Temporary_refusals_can_be_defined()
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
    public async Task The_pause_of_a_rate_limit_is_kept()
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
    public async Task A_running_task_is_waited_for_even_with_an_unknown_status(string status)
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
    public async Task A_task_is_canceled_if_labelbox_allows_it(bool cancelable)
    {
        await using var client = await ExportClient.StartAsync();
        client.Jobs.Settings = new ExportSettings { RunsFor = TimeSpan.FromHours(1), Cancelable = cancelable };
        using var export = await client.Exports.StartAsync(new CatalogExport(), null, Cancelled);

        Assert.Equal(cancelable, await export.CancelAsync(Cancelled));

        Assert.Equal(cancelable ? ExportStatus.Canceled : ExportStatus.InProgress, (await export.GetTaskAsync(Cancelled))!.Status);
        Assert.Equal(cancelable, await Record.ExceptionAsync(() => export.WaitAsync(null, Cancelled)) is ExportCanceledException);
    }

    [Theory]
    [InlineData(true, true, "CANCELED")]
    [InlineData(true, false, "IN_PROGRESS")]
    [InlineData(false, true, "IN_PROGRESS")]
    public async Task A_canceled_export_cancels_its_running_task_unless_disabled(bool cancels, bool cancelable, string status)
    {
        await using var client = await ExportClient.StartAsync(options => (options.CancelAbandonedTasks, options.CancelDeadline) = (cancels, TimeSpan.FromMinutes(1)));
        client.Jobs.Settings = new ExportSettings { RunsFor = TimeSpan.FromDays(1), Cancelable = cancelable };
        using var stop = new CancellationTokenSource();
        var progress = new Reports(report => stop.CancelAfter(report.Percentage is null ? Timeout.InfiniteTimeSpan : TimeSpan.Zero));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => client.Exports.ExportAsync(new CatalogExport(), (_, _) => default, (_, _) => default, progress, stop.Token));

        Assert.Equal(status, Assert.Single(client.Jobs.All).Status(client.Its<TimeProvider>()));
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
