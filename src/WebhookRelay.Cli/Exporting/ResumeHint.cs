namespace WebhookRelay.Cli.Exporting;

/// <summary>How to resume an export.</summary>
internal static class ResumeHint
{
    public static string? Of(ExportCheckpoint? checkpoint) => checkpoint switch
    {
        null => null,
        { Output.IsStandardOutput: true, TaskIds: [.., var task] } => $"To read it again: webhook-relay export resume {task} --output FILE",
        { Output.IsStandardOutput: true } => null,
        { TaskIds: [.., var task] } => $"To resume: webhook-relay export resume {task}",
        _ => $"To resume: webhook-relay export resume {checkpoint.Output.Path}",
    };
}
