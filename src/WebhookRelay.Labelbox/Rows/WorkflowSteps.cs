using System.Runtime.InteropServices;

namespace WebhookRelay.Labelbox.Rows;

/// <summary>The newest step of a row's workflow history, which is published newest first.</summary>
internal struct WorkflowSteps
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
    public JsonText Action;
    public DateTimeOffset? At;
}
