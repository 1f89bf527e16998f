using System.Collections.Immutable;
using System.Globalization;

namespace WebhookRelay.SampleData.Entities;

/// <summary>The state of a data row at one moment. The names of its file follow from its number.</summary>
internal sealed record DataRow(string Id, Project Project, int Number, DateTimeOffset CreatedAt, User CreatedBy)
{
    public DateTimeOffset LastActivityAt { get; init; } = CreatedAt;

    public WorkflowStatus Status { get; init; } = WorkflowStatus.ToLabel;

    /// <summary>Newest first.</summary>
    public ImmutableArray<WorkflowStep> History { get; init; } = [];

    public ImmutableArray<Label> Labels { get; init; } = [];

    /// <summary>Every second row has one. Labelbox omits the member from rows without one.</summary>
    public string? GlobalKey => Number % 2 is 0 ? $"{Project.Name}-{Padded}" : null;

    public string? ExternalId => Number % 3 is 0 ? null : $"uploaded/{Padded}.{Extension}";

    public string FileUrl => $"https://storage.example/labelbox-twin/{Project.DatasetId}/{Padded}.{Extension}";

    private string Padded => Number.ToString("D6", CultureInfo.InvariantCulture);

    private string Extension => MediaTraits.Of(Project.Media).Extension;
}
