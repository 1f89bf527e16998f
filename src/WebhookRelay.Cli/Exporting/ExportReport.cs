using System.Text.Json;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Exporting;

/// <summary>The last line of an export: whether everything that was announced is accounted for.</summary>
internal static class ExportReport
{
    public static int CodeOf(ExportTotals totals) => totals switch
    {
        _ when !Balances(totals) => ExitCode.ExportIncomplete,
        { Errors: > 0 } => ExitCode.RowErrors,
        { Missing: > 0 } => ExitCode.RowsMissing,
        { RowsAnnounced: null } or { BytesAnnounced: null } => ExitCode.Warning,
        _ => ExitCode.Done,
    };

    public static int Print(ExportCheckpoint ended, Screen screen, bool json)
    {
        var (totals, code) = (ended.Totals, CodeOf(ended.Totals));
        if (json)
        {
            Action<Action<Utf8JsonWriter>> print = ended.Output.IsStandardOutput ? screen.JsonNotice : screen.Json;
            print(line => Write(line, ended, code));
            return code;
        }

        if (!ended.Output.IsStandardOutput)
        {
            screen.Notice($"Wrote {(ended.File.Index > 0 ? $"{ended.Output.File(0)} to {ended.Output.File(ended.File.Index)}" : ended.Output.File(0))}");
        }

        if (totals.Errors > 0)
        {
            screen.Notice($"Rows that Labelbox could not export: {Humanize.Number(totals.Errors)}, see {ended.Output.Errors}", LineStyle.Error);
        }

        if (totals.Missing > 0)
        {
            screen.Notice($"Rows that were asked for and did not come: {Humanize.Number(totals.Missing)}, see {ended.Output.Missing}", LineStyle.Error);
        }

        if (code is ExitCode.Warning)
        {
            screen.Notice("Labelbox did not announce how much there is, so it is unknown whether everything came.", LineStyle.Warning);
        }

        var style = code switch { ExitCode.Done => LineStyle.Success, ExitCode.Warning => LineStyle.Warning, _ => LineStyle.Error };
        // The standard output has the rows, if they go there.
        Action<string, LineStyle> show = ended.Output.IsStandardOutput ? screen.Notice : screen.Line;
        show(Text(totals, ended.Plan), style);
        return code;
    }

    private static string Text(ExportTotals totals, ExportPlan plan)
    {
        var (rows, bytes) = (totals.Written + totals.FilteredOut, totals.BytesRead);
        var missing = plan.DataRowIds.Count + plan.GlobalKeys.Count > 0 ? $", missing: {Humanize.Number(totals.Missing)}" : string.Empty;
        return $"Announced: {Side(totals.RowsAnnounced, "rows", rows)} {Humanize.Number(totals.Written)} written + {Humanize.Number(totals.FilteredOut)} filtered out;"
            + $" {Side(totals.BytesAnnounced, "bytes", bytes)} {Humanize.Number(bytes)} read. Errors: {Humanize.Number(totals.Errors)}{missing}";
    }

    private static string Side(long? announced, string what, long counted) =>
        announced is { } number ? $"{Humanize.Number(number)} {what} {(number == counted ? "=" : "!=")}" : $"unknown {what},";

    private static bool Balances(ExportTotals totals) => !totals.Differs
        && (totals.RowsAnnounced ?? totals.Written + totals.FilteredOut) == totals.Written + totals.FilteredOut
        && (totals.BytesAnnounced ?? totals.BytesRead) == totals.BytesRead;

    private static void Write(Utf8JsonWriter json, ExportCheckpoint ended, int code)
    {
        var totals = ended.Totals;
        json.WriteStartObject();
        json.WriteString("event", "done");
        json.WriteBoolean("balanced", Balances(totals));
        json.WriteNumber("exitCode", code);
        Number("rowsAnnounced", totals.RowsAnnounced);
        json.WriteNumber("rowsWritten", totals.Written);
        json.WriteNumber("rowsFilteredOut", totals.FilteredOut);
        Number("bytesAnnounced", totals.BytesAnnounced);
        json.WriteNumber("bytesRead", totals.BytesRead);
        json.WriteNumber("errors", totals.Errors);
        json.WriteNumber("missing", totals.Missing);
        Texts("tasks", ended.TaskIds);
        Texts("files", ended.Output.IsStandardOutput ? [] : [.. Enumerable.Range(0, ended.File.Index + 1).Select(ended.Output.File)]);
        json.WriteEndObject();

        void Number(string name, long? value)
        {
            json.WritePropertyName(name);
            if (value is { } number)
            {
                json.WriteNumberValue(number);
            }
            else
            {
                json.WriteNullValue();
            }
        }

        void Texts(string name, IReadOnlyList<string> values)
        {
            json.WriteStartArray(name);
            foreach (var value in values)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
        }
    }
}
