using WebhookRelay.Contracts;

namespace WebhookRelay.Consumer;

/// <summary>An event of any kind. The set of kinds is closed: one per topic, and <see cref="OtherEvent"/> for unknown topics.</summary>
public abstract class AnyEvent
{
    private protected AnyEvent(LabelboxEvent labelboxEvent) => Event = labelboxEvent;

    /// <summary>The event with all its attributes, as published.</summary>
    public LabelboxEvent Event { get; }

    /// <summary>The delivery's id, the value of <c>X-Labelbox-Id</c>.</summary>
    public string Id => Event.Id;

    /// <summary>The project's id, if the event concerns exactly one project.</summary>
    public string? ProjectId => Event.ProjectId;

    /// <summary>The data row's id. Events of one data row are handled one at a time, in order.</summary>
    public string? DataRowId => Event.DataRowId;

    /// <summary>When the change happened at Labelbox, if known.</summary>
    public DateTimeOffset? Time => Event.Time;

    /// <summary>Orders events of one data row, compared as text; see <see cref="LabelboxEvent.Sequence"/>.</summary>
    public string? Sequence => Event.Sequence;

    /// <summary>
    /// The data row in Export V2 format. Null if the payload was too large for the event; <see cref="LabelboxEvent.DataRef"/>
    /// is then its URL.
    /// </summary>
    public DataRow? Data => Event.Data;

    /// <summary>Wraps the event in the type of its topic.</summary>
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
        var topic => throw new ArgumentOutOfRangeException(nameof(labelboxEvent), topic, "This topic has no event type."),
    };
}
