namespace WebhookRelay.LabelboxTwin.Exports;

/// <summary>An export task. Its status depends on the elapsed time.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">The client's name for it.</param>
/// <param name="ProjectId">The project whose limit applies; null for none.</param>
/// <param name="Result">The rows.</param>
/// <param name="Errors">The rows that could not be exported.</param>
/// <param name="Settings">The settings when it was started.</param>
/// <param name="Started">The timestamp of its start.</param>
/// <param name="CreatedAt">When it was started.</param>
internal sealed record ExportJob(
    string Id, string? Name, string? ProjectId, ExportContent Result, ExportContent Errors, ExportSettings Settings, long Started, DateTime CreatedAt)
{
    public bool IsCanceled { get; set; }

    public string Status(TimeProvider time) =>
        IsCanceled ? "CANCELED" : IsRunning(time) ? Settings.RunningStatus : Settings.FinalStatus;

    public bool IsRunning(TimeProvider time) => !IsCanceled && time.GetElapsedTime(Started) < Settings.RunsFor;

    public bool IsListed(TimeProvider time) => time.GetElapsedTime(Started) >= Settings.HiddenFor;

    public ExportContent Stream(string type) => type is "RESULT" ? Result : Errors;
}
