using WebhookRelay.Contracts;

namespace WebhookRelay.Consumer;

/// <summary><c>WORKFLOW_ACTION</c>, which Labelbox's pages also call <c>MOVE</c>: a step of the data row's workflow.</summary>
/// <param name="labelboxEvent">The event as it was published.</param>
public sealed class WorkflowAction(LabelboxEvent labelboxEvent) : AnyEvent(labelboxEvent)
{
    /// <summary>The data row's workflow status, such as <c>IN_REVIEW</c>, where the payload tells it.</summary>
    public string? Status => Event.WorkflowStatus;

    /// <summary>The action that was taken, such as <c>Approve</c>, where the payload tells it.</summary>
    public string? Action => Event.WorkflowAction;

    /// <summary>The id of the label concerned, where it can be told.</summary>
    public string? LabelId => Event.LabelId;
}
