using System.Runtime.InteropServices;

namespace WebhookRelay.Labelbox.Rows;

/// <summary>Selects the newest step of a row's workflow history, which exports list newest first.</summary>
internal struct NewestWorkflowStep
{
    private bool _any;

    public WorkflowStep Newest { get; private set; }

    public void Consider(in WorkflowStep step)
    {
        if (!_any || step.At > Newest.At)
        {
            (_any, Newest) = (true, step);
        }
    }
}

[StructLayout(LayoutKind.Auto)]
internal struct WorkflowStep
{
    public JsonTextRange Action;
    public DateTimeOffset? At;
}
