using WebhookRelay.MadeUp.Rows;
using WebhookRelay.MadeUp.World;

namespace WebhookRelay.MadeUp;

/// <summary>A delivery of something that never happened. The same seed and time make the same, byte for byte.</summary>
/// <param name="Id">What <c>X-Labelbox-Id</c> says.</param>
/// <param name="Happening">What it tells of.</param>
/// <param name="IsV1">In the older of the two forms.</param>
internal sealed record MadeDelivery(string Id, Happening Happening, bool IsV1)
{
    private const int FewAnnotations = 3;

    /// <summary>The twin's usual one: the same projects and people in every delivery.</summary>
    private const ulong World = 1;

    /// <param name="topic">One of <see cref="Topics"/>; anything else is made up as an updated label.</param>
    /// <param name="bytes">About the size of the body; null: a few annotations.</param>
    /// <returns>Null where no number of annotations makes a body of that size.</returns>
    public static MadeDelivery? Of(string topic, Media media, bool isV1, long? bytes, ulong seed, DateTimeOffset at)
    {
        if (bytes is not { } size)
        {
            return Of(topic, media, isV1, FewAnnotations, seed, at);
        }

        var count = LabelSizes.CountFor(size, some => Of(topic, media, isV1, some, seed, at).Body().Sum(part => (long)part.Length));
        return count is { } annotations ? Of(topic, media, isV1, annotations, seed, at) : null;
    }

    /// <summary>The body in parts, each of which holds until the next is asked for; the same every time.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Body() =>
        JsonChunks.Run(IsV1 ? new V1Body(Happening, Happening.Row.CreatedBy).Write : new RowBody(Happening.Row, Happening.Row.Labels, Details: true).Write);

    private static MadeDelivery Of(string topic, Media media, bool isV1, int annotations, ulong seed, DateTimeOffset at)
    {
        var founding = Founding.Of(World, at.AddDays(-30));
        var project = founding.Projects.First(project => project.Media == media);
        var dice = Dice.For(seed, 'm');
        var (id, someone) = (dice.Id(), dice.OneOf(founding.Annotators));
        var isNew = topic is Topics.LabelCreated;
        var createdAt = isNew ? at : at.AddMinutes(-dice.Between(1, 600));
        var label = new Label(dice.Id(), dice.Next(), isNew ? 0 : 1, annotations, createdAt, someone, dice.Measure(5, 300))
        {
            UpdatedAt = at,
            Reviews = IsOfReview(topic) ? [new Review(dice.Id(), at, at, someone, dice.Below(2))] : [],
        };
        var row = new DataRow(dice.Id(), project, dice.Between(1, 999_999), createdAt.AddDays(-1), founding.KeyOwner)
        {
            LastActivityAt = at,
            Status = WorkflowStatus.InReview,
            History = [new WorkflowStep(topic is Topics.WorkflowAction ? "Move" : "Submit", topic is Topics.WorkflowAction ? at : createdAt, someone, WorkflowStatus.InReview)],
            Labels = [label],
        };
        return new MadeDelivery(id, new Happening(topic, at, row, label), isV1);
    }

    /// <summary>A review that was deleted is not in the row any more.</summary>
    private static bool IsOfReview(string topic) => topic is Topics.ReviewCreated or Topics.ReviewUpdated;
}
