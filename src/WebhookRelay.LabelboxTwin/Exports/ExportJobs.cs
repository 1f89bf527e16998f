using WebhookRelay.LabelboxTwin.Api;
using WebhookRelay.LabelboxTwin.World;
using WebhookRelay.SampleData;

namespace WebhookRelay.LabelboxTwin.Exports;

/// <summary>The started exports, and the settings of new ones.</summary>
internal sealed class ExportJobs(ExportRows rows, WorldClock clock, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly SeededRandom _ids = SeededRandom.For(1, 'e');
    private readonly List<ExportJob> _jobs = [];
    private ExportSettings _settings = new();
    private Queue<ExportFault> _faults = new();

    /// <summary>Newest first.</summary>
    public IReadOnlyList<ExportJob> All
    {
        get
        {
            lock (_gate)
            {
                return [.. Enumerable.Reverse(_jobs)];
            }
        }
    }

    public ExportSettings Settings
    {
        get
        {
            lock (_gate)
            {
                return _settings;
            }
        }
        set
        {
            lock (_gate)
            {
                (_settings, _faults) = (value, new Queue<ExportFault>(value.Faults));
            }
        }
    }

    public ExportJob Start(ExportScope scope, string? name, ExportParameters parameters)
    {
        lock (_gate)
        {
            if (Running(null) >= _settings.MostPerOrganization || (scope.ProjectId is { } project && Running(project) >= _settings.MostPerProject))
            {
                throw new ApiError(_settings.RefusalCode, _settings.Refusal);
            }

            var (result, errors) = rows.Select(scope, parameters, _settings);
            var job = new ExportJob(_ids.Id(), name, scope.ProjectId, result, errors, _settings, time.GetTimestamp(), clock.Now.UtcDateTime);
            _jobs.Add(job);
            return job;
        }
    }

    public ExportJob? Find(string? id)
    {
        lock (_gate)
        {
            return _jobs.Find(job => string.Equals(job.Id, id, StringComparison.Ordinal));
        }
    }

    /// <summary>Takes the next fault if it is one of the given.</summary>
    public ExportFault TakeFault(Func<ExportFault, bool> applies)
    {
        lock (_gate)
        {
            return _faults.TryPeek(out var next) && (next is ExportFault.None || applies(next)) ? _faults.Dequeue() : ExportFault.None;
        }
    }

    private int Running(string? projectId) =>
        _jobs.Count(job => job.IsRunning(time) && (projectId is null || string.Equals(job.ProjectId, projectId, StringComparison.Ordinal)));
}
