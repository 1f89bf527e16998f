namespace WebhookRelay.SampleData.Entities;

internal enum WorkflowStatus
{
    ToLabel,
    InReview,
    InRework,
    Done,
}

internal sealed record WorkflowStep(string Action, DateTimeOffset At, User By, WorkflowStatus? Next);

/// <summary>The workflow's transitions and names, and the distribution of random topics.</summary>
internal static class Workflow
{
    public static WorkflowStatus After(WorkflowStatus status, SeededRandom random) => status switch
    {
        WorkflowStatus.ToLabel => WorkflowStatus.InReview,
        WorkflowStatus.InReview => random.OneIn(3) ? WorkflowStatus.InRework : WorkflowStatus.Done,
        WorkflowStatus.InRework => WorkflowStatus.InReview,
        WorkflowStatus.Done => WorkflowStatus.InReview,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "A new step needs a next step."),
    };

    public static string Action(WorkflowStatus from, WorkflowStatus to) => (from, to) switch
    {
        (WorkflowStatus.InReview, WorkflowStatus.Done) => "Approve",
        (WorkflowStatus.InReview, WorkflowStatus.InRework) => "Reject",
        _ => "Move",
    };

    /// <summary>The status as exported rows spell it. Observed at Labelbox: <c>IN_REVIEW</c>.</summary>
    public static string Text(WorkflowStatus status) => status switch
    {
        WorkflowStatus.ToLabel => "TO_LABEL",
        WorkflowStatus.InReview => "IN_REVIEW",
        WorkflowStatus.InRework => "IN_REWORK",
        WorkflowStatus.Done => "DONE",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "A new step needs a wire name."),
    };

    public static string TaskId(Project project, WorkflowStatus status) => $"{project.Id}-{Text(status)}";

    public static string TaskName(WorkflowStatus status) => status switch
    {
        WorkflowStatus.ToLabel => "Initial labeling task",
        WorkflowStatus.InReview => "Initial review task",
        WorkflowStatus.InRework => "Rework (all rejected)",
        WorkflowStatus.Done => "Done",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "A new step needs a name."),
    };

    /// <summary>Of a hundred events, 40 create a label, 35 edit one, 5 delete one, 10 move a row and 10 review.</summary>
    public static string RandomTopic(SeededRandom random) => random.Below(100) switch
    {
        < 40 => Topics.LabelCreated,
        < 75 => Topics.LabelUpdated,
        < 80 => Topics.LabelDeleted,
        < 90 => Topics.WorkflowAction,
        < 96 => Topics.ReviewCreated,
        < 98 => Topics.ReviewUpdated,
        _ => Topics.ReviewDeleted,
    };
}
