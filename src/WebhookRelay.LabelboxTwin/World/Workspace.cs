using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using WebhookRelay.LabelboxTwin.Deliveries;
using WebhookRelay.MadeUp.Rows;
using WebhookRelay.MadeUp.World;

namespace WebhookRelay.LabelboxTwin.World;

/// <summary>What a change led to: the happening, and a delivery for every webhook that is told of it.</summary>
internal sealed record Happened(Happening Happening, IReadOnlyList<Delivery> Deliveries);

internal enum ReviewChange
{
    Create,
    Update,
    Delete,
}

/// <summary>
/// The projects, rows and labels, and every change to them. Changes are made one after the other, and each is handed to the
/// webhooks before the next: this is what makes a run repeatable. A change to something that does not exist is null.
/// </summary>
internal sealed class Workspace
{
    private const int HistoryKept = 20;

    private readonly Lock _turn = new();
    private readonly WorldClock _clock;
    private readonly Dispatcher _dispatcher;
    private readonly LabelSizes _sizes;
    private readonly Dice _dice;
    private readonly long _usualBytes;
    private readonly Dictionary<string, ProjectShelf> _projects;
    private readonly Dictionary<string, DataRow> _rows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _rowOfLabel = new(StringComparer.Ordinal);

    public Workspace(WorldClock clock, Dispatcher dispatcher, LabelSizes sizes, Founding founding, IOptions<TwinOptions> options)
    {
        (_clock, _dispatcher, _sizes, _usualBytes) = (clock, dispatcher, sizes, options.Value.BodyBytes);
        _dice = Dice.For(options.Value.WorldSeed, 'w');
        Founding = founding;
        _projects = Founding.Projects.ToDictionary(project => project.Id, project => new ProjectShelf(project), StringComparer.Ordinal);
        foreach (var shelf in _projects.Values)
        {
            for (var i = 0; i < options.Value.Labels; i++)
            {
                AddLabel(shelf, AddRow(shelf), null);
            }

            shelf.Unlabelled.Enqueue(AddRow(shelf).Id);
        }
    }

    public Founding Founding { get; }

    public Project? Project(string id) => _projects.GetValueOrDefault(id)?.Project;

    public DataRow? Row(string id)
    {
        lock (_turn)
        {
            return _rows.GetValueOrDefault(id);
        }
    }

    /// <summary>Every row of a project, oldest first.</summary>
    public IReadOnlyList<DataRow> RowsOf(string projectId)
    {
        lock (_turn)
        {
            return _projects.TryGetValue(projectId, out var shelf) ? [.. shelf.Rows.Select(id => _rows[id])] : [];
        }
    }

    /// <summary>Labels the given row, else the project's oldest row without a label, else a new one.</summary>
    public Happened? CreateLabel(string projectId, string? rowId, long? bytes)
    {
        lock (_turn)
        {
            if (!_projects.TryGetValue(projectId, out var shelf) || (rowId is not null && !IsRowOf(shelf, rowId)))
            {
                return null;
            }

            var row = rowId is not null ? _rows[rowId] : shelf.Unlabelled.TryDequeue(out var waiting) ? _rows[waiting] : AddRow(shelf);
            var (labelled, label) = AddLabel(shelf, row, bytes);
            return Tell(Topics.LabelCreated, label.CreatedAt, labelled, label);
        }
    }

    public Happened? EditLabel(string labelId, long? bytes) =>
        Change(labelId, (row, label, at) =>
        {
            var edited = label with
            {
                Revision = label.Revision + 1,
                UpdatedAt = at,
                Count = bytes is { } size ? _sizes.CountFor(row.Project.Media, size) : label.Count,
            };
            return (Topics.LabelUpdated, Keep(row, row.Labels.Replace(label, edited), at), edited);
        });

    public Happened? DeleteLabel(string labelId) =>
        Change(labelId, (row, label, at) =>
        {
            _rowOfLabel.Remove(label.Id);
            _projects[row.Project.Id].Labels.Remove(label.Id);
            return (Topics.LabelDeleted, Keep(row, row.Labels.Remove(label), at), label with { UpdatedAt = at });
        });

    /// <summary>Creates a review of a label, or updates or deletes its newest one.</summary>
    public Happened? ReviewLabel(string labelId, ReviewChange change, int score) =>
        Change(labelId, (row, label, at) =>
        {
            if (change is not ReviewChange.Create && label.Reviews.IsEmpty)
            {
                return null;
            }

            var (topic, reviews) = change switch
            {
                ReviewChange.Create => (Topics.ReviewCreated, label.Reviews.Insert(0, new Review(_dice.Id(), at, at, Someone(), score))),
                ReviewChange.Update => (Topics.ReviewUpdated, label.Reviews.SetItem(0, label.Reviews[0] with { UpdatedAt = at, Score = score })),
                ReviewChange.Delete => (Topics.ReviewDeleted, label.Reviews.RemoveAt(0)),
                _ => throw new ArgumentOutOfRangeException(nameof(change), change, "A new change of a review needs a topic."),
            };
            var reviewed = label with { Reviews = reviews.Length > HistoryKept ? reviews.RemoveAt(HistoryKept) : reviews };
            return (topic, Keep(row, row.Labels.Replace(label, reviewed), at), reviewed);
        });

    /// <summary>Moves a row to a workflow step; without one, to a step that follows.</summary>
    public Happened? MoveRow(string rowId, WorkflowStatus? to)
    {
        lock (_turn)
        {
            if (!_rows.TryGetValue(rowId, out var row))
            {
                return null;
            }

            var at = _clock.Tick();
            var next = to ?? Workflow.After(row.Status, _dice);
            return Tell(Topics.WorkflowAction, at, Step(row, Workflow.Action(row.Status, next), next, at), row.Labels.IsEmpty ? null : row.Labels[^1]);
        }
    }

    /// <summary>Lets something happen by chance.</summary>
    /// <param name="projectId">Where; null is anywhere.</param>
    /// <param name="topic">What; null is anything. Where there is no label for it, one is created instead.</param>
    public Happened? LiveOn(string? projectId, string? topic, long? bytes)
    {
        lock (_turn)
        {
            var shelf = projectId is null ? _projects[_dice.OneOf(Founding.Projects).Id] : _projects.GetValueOrDefault(projectId);
            topic ??= Workflow.Everyday(_dice);
            if (shelf is null || shelf.Labels.Count is 0 || topic is Topics.LabelCreated)
            {
                return shelf is null ? null : CreateLabel(shelf.Project.Id, null, bytes);
            }

            var label = shelf.Labels.Draw(_dice);
            return topic switch
            {
                Topics.LabelUpdated => EditLabel(label, bytes),
                Topics.LabelDeleted => DeleteLabel(label),
                Topics.WorkflowAction => MoveRow(_rowOfLabel[label], null),
                Topics.ReviewUpdated => ReviewLabel(label, ReviewChange.Update, _dice.Below(2)) ?? ReviewLabel(label, ReviewChange.Create, 1),
                Topics.ReviewDeleted => ReviewLabel(label, ReviewChange.Delete, 0) ?? ReviewLabel(label, ReviewChange.Create, 1),
                _ => ReviewLabel(label, ReviewChange.Create, _dice.Below(2)),
            };
        }
    }

    private Happened? Change(string labelId, Func<DataRow, Label, DateTimeOffset, (string Topic, DataRow Row, Label Label)?> change)
    {
        lock (_turn)
        {
            if (!_rowOfLabel.TryGetValue(labelId, out var rowId))
            {
                return null;
            }

            var row = _rows[rowId];
            var at = _clock.Tick();
            return change(row, row.Labels.First(label => string.Equals(label.Id, labelId, StringComparison.Ordinal)), at) is { } done
                ? Tell(done.Topic, at, done.Row, done.Label)
                : null;
        }
    }

    private Happened Tell(string topic, DateTimeOffset at, DataRow row, Label? label)
    {
        var happening = new Happening(topic, at, row, label);
        return new Happened(happening, _dispatcher.Dispatch(happening));
    }

    private DataRow AddRow(ProjectShelf shelf)
    {
        var row = new DataRow(_dice.Id(), shelf.Project, shelf.Rows.Count + 1, _clock.Tick(), Founding.KeyOwner);
        shelf.Rows.Add(row.Id);
        return _rows[row.Id] = row;
    }

    private (DataRow Row, Label Label) AddLabel(ProjectShelf shelf, DataRow row, long? bytes)
    {
        var at = _clock.Tick();
        var count = _sizes.CountFor(shelf.Project.Media, bytes ?? _usualBytes);
        var label = new Label(_dice.Id(), _dice.Next(), 0, count, at, Someone(), _dice.Measure(5, 300));
        shelf.Labels.Add(label.Id);
        _rowOfLabel[label.Id] = row.Id;
        var labelled = Keep(row, row.Labels.Add(label), at);
        return (row.Status is WorkflowStatus.ToLabel ? Step(labelled, "Submit", WorkflowStatus.InReview, at) : labelled, label);
    }

    private DataRow Keep(DataRow row, ImmutableArray<Label> labels, DateTimeOffset at) =>
        _rows[row.Id] = row with { Labels = labels, LastActivityAt = at };

    private DataRow Step(DataRow row, string action, WorkflowStatus next, DateTimeOffset at)
    {
        var history = row.History.Insert(0, new WorkflowStep(action, at, Someone(), next));
        return _rows[row.Id] = row with
        {
            Status = next,
            LastActivityAt = at,
            History = history.Length > HistoryKept ? history.RemoveAt(HistoryKept) : history,
        };
    }

    private bool IsRowOf(ProjectShelf shelf, string rowId) => _rows.TryGetValue(rowId, out var row) && ReferenceEquals(row.Project, shelf.Project);

    private User Someone() => _dice.OneOf(Founding.Annotators);

    private sealed class ProjectShelf(Project project)
    {
        public Project Project { get; } = project;

        public List<string> Rows { get; } = [];

        public Bag Labels { get; } = new();

        public Queue<string> Unlabelled { get; } = new();
    }
}
