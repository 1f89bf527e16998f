using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using WebhookRelay.LabelboxTwin.Deliveries;
using WebhookRelay.SampleData;
using WebhookRelay.SampleData.Entities;
using WebhookRelay.SampleData.Rows;

namespace WebhookRelay.LabelboxTwin.World;

/// <summary>The event that a change caused, and a delivery for every webhook that subscribes to it.</summary>
internal sealed record ChangeResult(WorkspaceEvent Event, IReadOnlyList<Delivery> Deliveries);

internal enum ReviewChange
{
    Create,
    Update,
    Delete,
}

/// <summary>
/// The projects, rows and labels, and every change to them. Changes run one at a time, and each is dispatched to the webhooks
/// before the next, which makes a run repeatable. A change returns null if its target does not exist.
/// </summary>
internal sealed class Workspace
{
    private const int HistoryKept = 20;

    private readonly Lock _lock = new();
    private readonly WorldClock _clock;
    private readonly Dispatcher _dispatcher;
    private readonly LabelSizes _sizes;
    private readonly SeededRandom _random;
    private readonly long _usualBytes;
    private readonly bool _deletionIsActivity;
    private readonly Dictionary<string, ProjectState> _projects;
    private readonly Dictionary<string, DataRow> _rows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _rowOfLabel = new(StringComparer.Ordinal);

    public Workspace(WorldClock clock, Dispatcher dispatcher, LabelSizes sizes, SeedData seedData, IOptions<TwinOptions> options)
    {
        (_clock, _dispatcher, _sizes, _usualBytes, _deletionIsActivity) = (clock, dispatcher, sizes, options.Value.BodyBytes, options.Value.DeletionIsActivity);
        _random = SeededRandom.For(options.Value.WorldSeed, 'w');
        SeedData = seedData;
        _projects = SeedData.Projects.ToDictionary(project => project.Id, project => new ProjectState(project), StringComparer.Ordinal);
        foreach (var state in _projects.Values)
        {
            for (var i = 0; i < options.Value.Labels; i++)
            {
                AddLabel(state, AddRow(state), null);
            }

            state.Unlabelled.Enqueue(AddRow(state).Id);
        }
    }

    public SeedData SeedData { get; }

    public Project? Project(string id) => _projects.GetValueOrDefault(id)?.Project;

    public DataRow? Row(string id)
    {
        lock (_lock)
        {
            return _rows.GetValueOrDefault(id);
        }
    }

    /// <summary>A label that was not deleted.</summary>
    public Label? Label(string id)
    {
        lock (_lock)
        {
            return _rowOfLabel.TryGetValue(id, out var row) ? _rows[row].Labels.First(label => string.Equals(label.Id, id, StringComparison.Ordinal)) : null;
        }
    }

    /// <summary>Every row of a project, oldest first.</summary>
    public IReadOnlyList<DataRow> RowsOf(string projectId)
    {
        lock (_lock)
        {
            return _projects.TryGetValue(projectId, out var state) ? [.. state.Rows.Select(id => _rows[id])] : [];
        }
    }

    /// <summary>Labels the given row, or else the project's oldest unlabelled row, or else a new one.</summary>
    public ChangeResult? CreateLabel(string projectId, string? rowId, long? bytes)
    {
        lock (_lock)
        {
            if (!_projects.TryGetValue(projectId, out var state) || (rowId is not null && !IsRowOf(state, rowId)))
            {
                return null;
            }

            var row = rowId is not null ? _rows[rowId] : state.Unlabelled.TryDequeue(out var waiting) ? _rows[waiting] : AddRow(state);
            var (labelled, label) = AddLabel(state, row, bytes);
            return Publish(Topics.LabelCreated, label.CreatedAt, labelled, label);
        }
    }

    public ChangeResult? EditLabel(string labelId, long? bytes) =>
        Change(labelId, (row, label, at) =>
        {
            var edited = label with
            {
                Revision = label.Revision + 1,
                UpdatedAt = at,
                Count = bytes is { } size ? _sizes.CountFor(row.Project.Media, size) : label.Count,
            };
            return (Topics.LabelUpdated, SaveRow(row, row.Labels.Replace(label, edited), at), edited);
        });

    public ChangeResult? DeleteLabel(string labelId) =>
        Change(labelId, (row, label, at) =>
        {
            _rowOfLabel.Remove(label.Id);
            _projects[row.Project.Id].Labels.Remove(label.Id);
            return (Topics.LabelDeleted, SaveRow(row, row.Labels.Remove(label), _deletionIsActivity ? at : row.LastActivityAt), label with { UpdatedAt = at });
        });

    /// <summary>Creates a review of a label, or updates or deletes its newest one.</summary>
    public ChangeResult? ReviewLabel(string labelId, ReviewChange change, int score) =>
        Change(labelId, (row, label, at) =>
        {
            if (change is not ReviewChange.Create && label.Reviews.IsEmpty)
            {
                return null;
            }

            var (topic, reviews) = change switch
            {
                ReviewChange.Create => (Topics.ReviewCreated, label.Reviews.Insert(0, new Review(_random.Id(), at, at, RandomAnnotator(), score))),
                ReviewChange.Update => (Topics.ReviewUpdated, label.Reviews.SetItem(0, label.Reviews[0] with { UpdatedAt = at, Score = score })),
                ReviewChange.Delete => (Topics.ReviewDeleted, label.Reviews.RemoveAt(0)),
                _ => throw new ArgumentOutOfRangeException(nameof(change), change, "A new change of a review needs a topic."),
            };
            var reviewed = label with { Reviews = reviews.Length > HistoryKept ? reviews.RemoveAt(HistoryKept) : reviews };
            return (topic, SaveRow(row, row.Labels.Replace(label, reviewed), at), reviewed);
        });

    /// <summary>Moves a row to the given workflow step, or to a possible next step.</summary>
    public ChangeResult? MoveRow(string rowId, WorkflowStatus? to)
    {
        lock (_lock)
        {
            if (!_rows.TryGetValue(rowId, out var row))
            {
                return null;
            }

            var at = _clock.Tick();
            var next = to ?? Workflow.After(row.Status, _random);
            return Publish(Topics.WorkflowAction, at, AdvanceWorkflow(row, Workflow.Action(row.Status, next), next, at), row.Labels.IsEmpty ? null : row.Labels[^1]);
        }
    }

    /// <summary>Makes a random change.</summary>
    /// <param name="projectId">The project; null means any.</param>
    /// <param name="topic">The topic; null means any. If the project has no label, one is created instead.</param>
    public ChangeResult? MakeRandomChange(string? projectId, string? topic, long? bytes)
    {
        lock (_lock)
        {
            var state = projectId is null ? _projects[_random.OneOf(SeedData.Projects).Id] : _projects.GetValueOrDefault(projectId);
            topic ??= Workflow.RandomTopic(_random);
            if (state is null || state.Labels.Count is 0 || topic is Topics.LabelCreated)
            {
                return state is null ? null : CreateLabel(state.Project.Id, null, bytes);
            }

            var label = state.Labels.Draw(_random);
            return topic switch
            {
                Topics.LabelUpdated => EditLabel(label, bytes),
                Topics.LabelDeleted => DeleteLabel(label),
                Topics.WorkflowAction => MoveRow(_rowOfLabel[label], null),
                Topics.ReviewUpdated => ReviewLabel(label, ReviewChange.Update, _random.Below(2)) ?? ReviewLabel(label, ReviewChange.Create, 1),
                Topics.ReviewDeleted => ReviewLabel(label, ReviewChange.Delete, 0) ?? ReviewLabel(label, ReviewChange.Create, 1),
                _ => ReviewLabel(label, ReviewChange.Create, _random.Below(2)),
            };
        }
    }

    private ChangeResult? Change(string labelId, Func<DataRow, Label, DateTimeOffset, (string Topic, DataRow Row, Label Label)?> change)
    {
        lock (_lock)
        {
            if (!_rowOfLabel.TryGetValue(labelId, out var rowId))
            {
                return null;
            }

            var row = _rows[rowId];
            var at = _clock.Tick();
            return change(row, row.Labels.First(label => string.Equals(label.Id, labelId, StringComparison.Ordinal)), at) is { } done
                ? Publish(done.Topic, at, done.Row, done.Label)
                : null;
        }
    }

    private ChangeResult Publish(string topic, DateTimeOffset at, DataRow row, Label? label)
    {
        var workspaceEvent = new WorkspaceEvent(topic, at, row, label);
        return new ChangeResult(workspaceEvent, _dispatcher.Dispatch(workspaceEvent));
    }

    private DataRow AddRow(ProjectState state)
    {
        var row = new DataRow(_random.Id(), state.Project, state.Rows.Count + 1, _clock.Tick(), SeedData.KeyOwner);
        state.Rows.Add(row.Id);
        return _rows[row.Id] = row;
    }

    private (DataRow Row, Label Label) AddLabel(ProjectState state, DataRow row, long? bytes)
    {
        var at = _clock.Tick();
        var count = _sizes.CountFor(state.Project.Media, bytes ?? _usualBytes);
        var label = new Label(_random.Id(), _random.Next(), 0, count, at, RandomAnnotator(), _random.Measure(5, 300));
        state.Labels.Add(label.Id);
        _rowOfLabel[label.Id] = row.Id;
        var labelled = SaveRow(row, row.Labels.Add(label), at);
        return (row.Status is WorkflowStatus.ToLabel ? AdvanceWorkflow(labelled, "Submit", WorkflowStatus.InReview, at) : labelled, label);
    }

    private DataRow SaveRow(DataRow row, ImmutableArray<Label> labels, DateTimeOffset at) =>
        _rows[row.Id] = row with { Labels = labels, LastActivityAt = at };

    private DataRow AdvanceWorkflow(DataRow row, string action, WorkflowStatus next, DateTimeOffset at)
    {
        var history = row.History.Insert(0, new WorkflowStep(action, at, RandomAnnotator(), next));
        return _rows[row.Id] = row with
        {
            Status = next,
            LastActivityAt = at,
            History = history.Length > HistoryKept ? history.RemoveAt(HistoryKept) : history,
        };
    }

    private bool IsRowOf(ProjectState state, string rowId) => _rows.TryGetValue(rowId, out var row) && ReferenceEquals(row.Project, state.Project);

    private User RandomAnnotator() => _random.OneOf(SeedData.Annotators);
}
