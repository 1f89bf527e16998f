using System.Collections.Immutable;
using System.Globalization;

namespace WebhookRelay.MadeUp.World;

internal sealed record User(string Id, string Email, string Name);

internal sealed record Organization(string Id, string Name);

/// <summary>A project labels one kind of data, from one dataset, in one batch.</summary>
internal sealed record Project(
    string Id, string Name, string Description, Media Media, string DatasetId, string DatasetName, string BatchId, DateTimeOffset CreatedAt, ulong Seed);

/// <summary>A data row as it is at one moment. What it holds of its file follows from its number.</summary>
internal sealed record DataRow(string Id, Project Project, int Number, DateTimeOffset CreatedAt, User CreatedBy)
{
    public DateTimeOffset LastActivityAt { get; init; } = CreatedAt;

    public WorkflowStatus Status { get; init; } = WorkflowStatus.ToLabel;

    /// <summary>Newest first.</summary>
    public ImmutableArray<WorkflowStep> History { get; init; } = [];

    public ImmutableArray<Label> Labels { get; init; } = [];

    /// <summary>Every second row uses one, as Labelbox leaves it out of rows that do not.</summary>
    public string? GlobalKey => Number % 2 is 0 ? $"{Project.Name}-{Padded}" : null;

    public string? ExternalId => Number % 3 is 0 ? null : $"uploaded/{Padded}.{Extension}";

    public string FileUrl => $"https://storage.example/labelbox-twin/{Project.DatasetId}/{Padded}.{Extension}";

    private string Padded => Number.ToString("D6", CultureInfo.InvariantCulture);

    private string Extension => MediaTraits.Of(Project.Media).Extension;
}

/// <summary>A label as it is at one moment. Its annotations are not kept: they follow from its seed, revision and count.</summary>
internal sealed record Label(string Id, ulong Seed, int Revision, int Count, DateTimeOffset CreatedAt, User CreatedBy, double SecondsToCreate)
{
    public DateTimeOffset UpdatedAt { get; init; } = CreatedAt;

    public ImmutableArray<Review> Reviews { get; init; } = [];
}

internal sealed record Review(string Id, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, User By, int Score);

internal enum WorkflowStatus
{
    ToLabel,
    InReview,
    InRework,
    Done,
}

internal sealed record WorkflowStep(string Action, DateTimeOffset At, User By, WorkflowStatus? Next);

/// <summary>Something that a webhook can be told of, with the data row as it was right after.</summary>
/// <param name="Topic">One of <see cref="Topics"/>.</param>
/// <param name="Row">The data row, without the label if that was deleted.</param>
/// <param name="Label">The label it was about, in its last state if it was deleted.</param>
internal sealed record Happening(string Topic, DateTimeOffset At, DataRow Row, Label? Label);
