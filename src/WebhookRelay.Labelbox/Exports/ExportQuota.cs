using Microsoft.Extensions.Options;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>
/// Limits running exports: one first-in, first-out queue for all callers in the process. A caller whose project is at its limit
/// does not block callers of other projects.
/// </summary>
internal sealed class ExportQuota(IOptionsMonitor<LabelboxExportOptions> options)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _waiting = [];
    private readonly Dictionary<string, int> _ofProject = new(StringComparer.Ordinal);
    private int _running;

    /// <param name="projectId">The project whose limit also applies; null for none.</param>
    /// <param name="cancellationToken">Leaves the queue.</param>
    /// <returns>The permission, until it is disposed.</returns>
    public async Task<ExportSlot> AcquireAsync(string? projectId, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(projectId);
        lock (_gate)
        {
            _waiting.AddLast(waiter);
            Grant();
        }

        await using var leaving = cancellationToken.Register(() => Leave(waiter, cancellationToken));
        return await waiter.Task;
    }

    public void Release(string? projectId)
    {
        lock (_gate)
        {
            _running--;
            if (projectId is not null && --_ofProject[projectId] is 0)
            {
                _ofProject.Remove(projectId);
            }

            Grant();
        }
    }

    private void Grant()
    {
        var limits = options.CurrentValue;
        for (var node = _waiting.First; node is not null && _running < limits.RunningPerOrganization;)
        {
            var (waiter, next) = (node.Value, node.Next);
            if (waiter.ProjectId is null || _ofProject.GetValueOrDefault(waiter.ProjectId) < limits.RunningPerProject)
            {
                _running++;
                if (waiter.ProjectId is { } project)
                {
                    _ofProject[project] = _ofProject.GetValueOrDefault(project) + 1;
                }

                _waiting.Remove(node);
                waiter.SetResult(new ExportSlot(this, waiter.ProjectId));
            }

            node = next;
        }
    }

    private void Leave(Waiter waiter, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_waiting.Remove(waiter))
            {
                waiter.SetCanceled(cancellationToken);
            }
        }
    }

    private sealed class Waiter(string? projectId) : TaskCompletionSource<ExportSlot>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public string? ProjectId { get; } = projectId;
    }
}

/// <summary>Permission to run one export. Disposing it, once or more, gives it to the next in the queue.</summary>
internal sealed class ExportSlot(ExportQuota quota, string? projectId) : IDisposable
{
    private ExportQuota? _quota = quota;

    public void Dispose() => Interlocked.Exchange(ref _quota, null)?.Release(projectId);
}
