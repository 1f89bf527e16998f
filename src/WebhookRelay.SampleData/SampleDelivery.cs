using WebhookRelay.SampleData.Entities;
using WebhookRelay.SampleData.Rows;

namespace WebhookRelay.SampleData;

/// <summary>A generated delivery. The same seed and time give the same bytes.</summary>
/// <param name="Id">The <c>X-Labelbox-Id</c>.</param>
/// <param name="Event">The event to report.</param>
/// <param name="IsV1">Whether to use the older V1 form.</param>
internal sealed record SampleDelivery(string Id, WorkspaceEvent Event, bool IsV1)
{
    private const int FewAnnotations = 3;

    /// <summary>The twin's default seed: the same projects and users in every delivery.</summary>
    private const ulong World = 1;

    /// <param name="topic">One of <see cref="Topics"/>; any other value is treated as an updated label.</param>
    /// <param name="bytes">Approximate size of the body; null means a few annotations.</param>
    /// <returns>Null if no number of annotations gives a body of that size.</returns>
    public static SampleDelivery? Of(string topic, Media media, bool isV1, long? bytes, ulong seed, DateTimeOffset at)
    {
        if (bytes is not { } size)
        {
            return Of(topic, media, isV1, FewAnnotations, seed, at);
        }

        var count = LabelSizes.CountFor(size, some => Of(topic, media, isV1, some, seed, at).Body().Sum(part => (long)part.Length));
        return count is { } annotations ? Of(topic, media, isV1, annotations, seed, at) : null;
    }

    /// <summary>The body in parts, identical every time. Each part is valid until the next is requested.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Body() =>
        JsonChunks.Run(IsV1 ? new V1Body(Event, Event.Row.CreatedBy).Write : new RowBody(Event.Row, Event.Row.Labels, Details: true).Write);

    private static SampleDelivery Of(string topic, Media media, bool isV1, int annotations, ulong seed, DateTimeOffset at)
    {
        var seedData = SeedData.Of(World, at.AddDays(-30));
        var project = seedData.Projects.First(project => project.Media == media);
        var random = SeededRandom.For(seed, 'm');
        var (id, someone) = (random.Id(), random.OneOf(seedData.Annotators));
        var isNew = topic is Topics.LabelCreated;
        var createdAt = isNew ? at : at.AddMinutes(-random.Between(1, 600));
        var label = new Label(random.Id(), random.Next(), isNew ? 0 : 1, annotations, createdAt, someone, random.Measure(5, 300))
        {
            UpdatedAt = at,
            Reviews = IsOfReview(topic) ? [new Review(random.Id(), at, at, someone, random.Below(2))] : [],
        };
        var row = new DataRow(random.Id(), project, random.Between(1, 999_999), createdAt.AddDays(-1), seedData.KeyOwner)
        {
            LastActivityAt = at,
            Status = WorkflowStatus.InReview,
            History = [new WorkflowStep(topic is Topics.WorkflowAction ? "Move" : "Submit", topic is Topics.WorkflowAction ? at : createdAt, someone, WorkflowStatus.InReview)],
            Labels = [label],
        };
        return new SampleDelivery(id, new WorkspaceEvent(topic, at, row, label), isV1);
    }

    /// <summary>A deleted review is no longer in the row.</summary>
    private static bool IsOfReview(string topic) => topic is Topics.ReviewCreated or Topics.ReviewUpdated;
}
