namespace WebhookRelay.SampleData.Entities;

/// <summary>A change that webhooks can report, with the data row as it was right after it.</summary>
/// <param name="Topic">One of <see cref="Topics"/>.</param>
/// <param name="Row">The data row, without the label if that was deleted.</param>
/// <param name="Label">The label that changed, in its last state if it was deleted.</param>
internal sealed record WorkspaceEvent(string Topic, DateTimeOffset At, DataRow Row, Label? Label);
