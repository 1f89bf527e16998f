using System.Globalization;
using System.Text.Json;
using WebhookRelay.Cli.Output;
using WebhookRelay.Labelbox.Exports;

namespace WebhookRelay.Cli.Exporting;

/// <summary>The last report of a step, with what follows from when the step began.</summary>
internal sealed class ProgressState
{
    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly long _firstBytes;

    public ProgressState(ExportProgress first, TimeProvider time)
        : this(first, time, time.GetTimestamp(), first.Bytes)
    {
    }

    private ProgressState(ExportProgress last, TimeProvider time, long began, long firstBytes) => (Last, _time, _began, _firstBytes) = (last, time, began, firstBytes);

    public ExportProgress Last { get; }

    private TimeSpan Elapsed => _time.GetElapsedTime(_began);

    private double Rate => Elapsed > TimeSpan.Zero ? (Last.Bytes - _firstBytes) / Elapsed.TotalSeconds : 0;

    private TimeSpan? Left => Last.TotalBytes is { } total && Rate > 0 ? TimeSpan.FromSeconds((total - Last.Bytes) / Rate) : null;

    private double? Percentage => Last.Phase is ExportPhase.Reading
        ? (Last.TotalBytes is > 0 and var total ? 100d * Last.Bytes / total : null)
        : Last.Percentage is > 0 and < 100 ? Last.Percentage : null;

    /// <summary>Fits into 80 columns, but for what Labelbox says.</summary>
    public string Text => Last.Phase switch
    {
        ExportPhase.Queued or ExportPhase.Starting => $"creating the export  {Humanize.Span(Elapsed)}",
        ExportPhase.Refused => $"waiting: Labelbox refuses the export for now  {Humanize.Span(Elapsed)}  {Last.Message}",
        ExportPhase.Searching => $"searching for the task, because the answer to its start was lost  {Humanize.Span(Elapsed)}",
        ExportPhase.Running => $"running  {PercentageText}{Humanize.Span(Elapsed)}  task {Last.TaskId}{(Last.Message is null ? string.Empty : $"  {Last.Message}")}",
        _ => $"downloading  {PercentageText}{BytesText}  {Humanize.Number(Last.Rows)} rows{RateText}{(Left is { } left ? $"  {Humanize.Span(left)} left" : string.Empty)}",
    };

    public bool IsSameStep(ExportProgress next) => NameOf(Last.Phase).Equals(NameOf(next.Phase), StringComparison.Ordinal);

    public ProgressState With(ExportProgress next) => new(next, _time, _began, _firstBytes);

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("event", NameOf(Last.Phase));
        json.WriteNumber("seconds", Math.Round(Elapsed.TotalSeconds, 1));
        Text("task", Last.TaskId);
        Number("percentage", Percentage);
        if (Last.Phase is ExportPhase.Reading)
        {
            json.WriteNumber("rows", Last.Rows);
            Number("totalRows", Last.TotalRows);
            json.WriteNumber("bytes", Last.Bytes);
            Number("totalBytes", Last.TotalBytes);
            json.WriteNumber("bytesPerSecond", Math.Round(Rate));
            Number("secondsLeft", Left?.TotalSeconds);
        }

        Text("message", Last.Message);
        json.WriteEndObject();

        void Text(string name, string? value)
        {
            if (value is not null)
            {
                json.WriteString(name, value);
            }
        }

        void Number(string name, double? value)
        {
            if (value is { } number)
            {
                json.WriteNumber(name, Math.Round(number, 1));
            }
        }
    }

    private static string NameOf(ExportPhase phase) => phase switch
    {
        ExportPhase.Queued or ExportPhase.Starting => "creating",
        ExportPhase.Reading => "downloading",
        _ => phase.ToString().ToLowerInvariant(),
    };

    private string PercentageText => Percentage is { } percentage ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(percentage):0}%  ") : string.Empty;

    private string BytesText => Last.TotalBytes is { } total ? $"{Humanize.Bytes(Last.Bytes)} of {Humanize.Bytes(total)}" : Humanize.Bytes(Last.Bytes);

    private string RateText => Rate > 0 ? $"  {Humanize.Bytes((long)Rate)}/s" : string.Empty;
}
