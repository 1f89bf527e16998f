using WebhookRelay.Contracts;

namespace WebhookRelay.Consumer;

/// <summary>An event of any kind. The kinds are closed: one a topic, and <see cref="OtherEvent"/> for what this version does not know.</summary>
public abstract class AnyEvent
{
    private protected AnyEvent(LabelboxEvent labelboxEvent) => Event = labelboxEvent;

    /// <summary>The event with all its attributes, as it was published.</summary>
    public LabelboxEvent Event { get; }

    /// <summary>The delivery's id, the value of <c>X-Labelbox-Id</c>.</summary>
    public string Id => Event.Id;

    /// <summary>The project's id, where exactly one is concerned.</summary>
    public string? ProjectId => Event.ProjectId;

    /// <summary>The data row's id. Events of one data row are handled one after the other.</summary>
    public string? DataRowId => Event.DataRowId;

    /// <summary>When it happened at Labelbox, where that is known.</summary>
    public DateTimeOffset? Time => Event.Time;

    /// <summary>Orders events of one data row, compared as text; see <see cref="LabelboxEvent.Sequence"/>.</summary>
    public string? Sequence => Event.Sequence;

    /// <summary>
    /// The data row in Export V2 shape; null where the payload was too large to be carried and
    /// <see cref="LabelboxEvent.DataRef"/> tells where it can be read.
    /// </summary>
    public DataRow? Data => Event.Data;

    /// <summary>The event as its own kind.</summary>
    internal static AnyEvent From(LabelboxEvent labelboxEvent) => labelboxEvent.Topic switch
    {
        LabelboxTopic.LabelCreated => new LabelCreated(labelboxEvent),
        LabelboxTopic.LabelUpdated => new LabelUpdated(labelboxEvent),
        LabelboxTopic.LabelDeleted => new LabelDeleted(labelboxEvent),
        LabelboxTopic.WorkflowAction => new WorkflowAction(labelboxEvent),
        LabelboxTopic.ReviewCreated => new ReviewCreated(labelboxEvent),
        LabelboxTopic.ReviewUpdated => new ReviewUpdated(labelboxEvent),
        LabelboxTopic.ReviewDeleted => new ReviewDeleted(labelboxEvent),
        LabelboxTopic.Other => new OtherEvent(labelboxEvent),
        var topic => throw new ArgumentOutOfRangeException(nameof(labelboxEvent), topic, "A topic without a kind of event."),
    };
}
