using Microsoft.Extensions.Options;
using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Labelbox.Exports;

internal sealed class LabelboxExports(
    LabelboxGraphQl api, ExportFiles files, ExportQuota quota, IOptionsMonitor<LabelboxExportOptions> options, TimeProvider time) : ILabelboxExports
{
    public async Task<ExportSummary> ExportAsync(
        ExportRequest request,
        Func<ExportRow, CancellationToken, ValueTask> onRow,
        Func<ExportRow, CancellationToken, ValueTask> onError,
        IProgress<ExportProgress>? progress,
        CancellationToken cancellationToken)
    {
        request.Validate();
        var run = new ExportRun(this, onRow, onError, progress, options.CurrentValue, time);
        foreach (var part in request.Split())
        {
            await run.AddAsync(part, cancellationToken);
        }

        return run.Summary;
    }

    public async Task<LabelboxExport> StartAsync(ExportRequest request, IProgress<ExportProgress>? progress, CancellationToken cancellationToken)
    {
        request.Validate();
        if (request.Selection?.Values.Count > ExportRequest.MostIds)
        {
            throw new InvalidExportRequestException($"One task exports at most {ExportRequest.MostIds} rows by name. ExportAsync splits a longer list.");
        }

        progress?.Report(new ExportProgress(ExportPhase.Queued));
        var slot = await quota.AcquireAsync(request.QuotaProjectId, cancellationToken);
        try
        {
            var started = await new ExportStarter(api, new ExportTasks(api), options, time).StartAsync(request, progress, cancellationToken);
            progress?.Report(new ExportProgress(ExportPhase.Running, started.TaskId));
            return Export(started, slot);
        }
        catch
        {
            slot.Dispose();
            throw;
        }
    }

    public LabelboxExport Open(string taskId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(taskId);
        return Export(new StartedExport(taskId, null), slot: null);
    }

    public Task<IReadOnlyList<ExportTask>> ListAsync(CancellationToken cancellationToken) => new ExportTasks(api).ListAsync(cancellationToken);

    private LabelboxExport Export(StartedExport started, ExportSlot? slot)
    {
        var tasks = new ExportTasks(api);
        return new LabelboxExport(started, tasks, new ExportStreams(api, tasks, files, options, time), options, time, slot);
    }
}
