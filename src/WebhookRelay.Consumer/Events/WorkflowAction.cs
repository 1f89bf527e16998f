using WebhookRelay.Contracts;

namespace WebhookRelay.Consumer;

/// <summary><c>WORKFLOW_ACTION</c>, which Labelbox's documentation also calls <c>MOVE</c>: a step in the data row's workflow.</summary>
/// <param name="labelboxEvent">The event as published.</param>
public sealed class WorkflowAction(LabelboxEvent labelboxEvent) : AnyEvent(labelboxEvent)
{
    /// <summary>The data row's workflow status, such as <c>IN_REVIEW</c>, if the payload contains it.</summary>
    public string? Status => Event.WorkflowStatus;

    /// <summary>The action, such as <c>Approve</c>, if the payload contains it.</summary>
    public string? Action => Event.WorkflowAction;

    /// <summary>The id of the label concerned, if known.</summary>
    public string? LabelId => Event.LabelId;
}
