using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using WebhookRelay.Labelbox.Api;
using WebhookRelay.Labelbox.Exports;
using WebhookRelay.LabelboxTwin.Api;
using WebhookRelay.LabelboxTwin.Exports;
using WebhookRelay.SampleData.Entities;
using WebhookRelay.Tests.LabelboxApi;

namespace WebhookRelay.Tests.Labelbox.Exports;

/// <summary>A start whose request or answer is lost leads to exactly one task.</summary>
public sealed class ExportLossTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Labelbox may need minutes to collect the ids, so a task can be listed long after the loss.</summary>
    [Theory]
    [InlineData(true, 0)]
    [InlineData(true, 30)]
    [InlineData(false, 30)]
    [InlineData(true, 500)]
    public async Task A_lost_answer_to_the_start_leaves_exactly_one_task(bool selectsTasksByName, int hiddenSeconds)
    {
        await using var client = await ExportClient.StartAsync();
        client.Jobs.Settings = new ExportSettings { SelectsTasksByName = selectsTasksByName, HiddenFor = TimeSpan.FromSeconds(hiddenSeconds) };
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

    [Theory]
    [InlineData("LostRequest", null)]
    [InlineData("ServerError", 502)]
    [InlineData("ServerError", 504)]
    public async Task A_lost_request_is_sent_again_once_labelbox_had_the_time_to_create_the_task(string kind, int? status)
    {
        await using var client = await ExportClient.StartAsync();
        client.Twin.Its<ApiFaults>().Add(Fault(Enum.Parse<ApiFaultKind>(kind)) with { Status = status });
        var before = client.Its<TimeProvider>().GetTimestamp();

        var exported = await client.RunAsync(new ProjectExport(client.Twin.ProjectId(Media.Image)));

        Assert.Equal(4, exported.Rows.Count);
        Assert.Single(client.Jobs.All);
        Assert.True(client.Its<TimeProvider>().GetElapsedTime(before) >= TimeSpan.FromMinutes(10));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task If_every_request_is_lost_the_exception_names_the_task(int attempts)
    {
        await using var client = await ExportClient.StartAsync(options => options.StartAttempts = attempts);
        var fault = Fault(ApiFaultKind.LostRequest) with { Left = attempts };
        client.Twin.Its<ApiFaults>().Add(fault);

        var lost = await Assert.ThrowsAsync<ExportStartLostException>(() => client.RunAsync(new ProjectExport(client.Twin.ProjectId(Media.Image))));

        Assert.Contains(lost.TaskName, lost.Message, StringComparison.Ordinal);
        Assert.IsType<LabelboxServerException>(lost.InnerException);
        Assert.Equal(0, fault.Left);
        Assert.Empty(client.Jobs.All);
    }

    [Fact]
    public async Task An_export_is_not_started_again_while_labelbox_cannot_say_whether_it_exists()
    {
        await using var client = await ExportClient.StartAsync();
        client.Twin.Its<ApiFaults>().Add(Fault(ApiFaultKind.LostAnswer));
        client.Twin.Its<ApiFaults>().Add(Fault(ApiFaultKind.ServerError) with { Operation = "user", Status = 503, Left = int.MaxValue });

        await Assert.ThrowsAsync<ExportStartLostException>(() => client.RunAsync(new ProjectExport(client.Twin.ProjectId(Media.Image))));

        Assert.Single(client.Jobs.All);
    }

    /// <summary>No connection means that nothing was sent, so there is nothing to look for.</summary>
    [Fact]
    public async Task A_start_without_a_connection_is_repeated_a_few_times_and_never_searched()
    {
        using var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start();
        var closed = new Uri($"http://{port.LocalEndpoint}/graphql");
        port.Stop();
        using var labelbox = new LabelboxStub(
            options => (options.Endpoint, options.Deadline, options.AttemptDeadline) = (closed, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(5)),
            new SkippingTimeProvider(),
            services => services.AddLabelboxExports());
        var reports = new Reports();

        var failure = await Assert.ThrowsAsync<LabelboxServerException>(
            () => labelbox.Services.GetRequiredService<ILabelboxExports>().StartAsync(new CatalogExport(), reports, Cancelled));

        Assert.Contains("ConnectionError", failure.Message, StringComparison.Ordinal);
        Assert.Equal(5, reports.All.Count(report => report is { Phase: ExportPhase.Starting, Message: null }));
        Assert.DoesNotContain(reports.All, report => report.Phase is ExportPhase.Searching);
    }

    private static ApiFault Fault(ApiFaultKind kind) => new(kind, 1, "exportDataRowsInProject", null, null, null, 1, TimeSpan.FromSeconds(5));
}
