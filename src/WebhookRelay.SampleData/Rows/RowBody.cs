using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.SampleData.Rows;

/// <summary>A data row in the format of Export V2, which V2 webhooks use.</summary>
/// <param name="Details">Whether to include the optional sections of an export.</param>
internal sealed record RowBody(DataRow Row, ImmutableArray<Label> Labels, bool Details)
{
    public IEnumerable<FlushPoint> Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        RowHead.WriteDataRow(json, Row, Details);
        RowHead.WriteMediaAttributes(json, Row, Labels);
        if (Details)
        {
            RowHead.WriteAttachments(json, Row);
            RowHead.WriteMetadata(json, Row);
        }

        json.WriteStartObject("projects"u8);
        json.WriteStartObject(Row.Project.Id);
        json.WriteString("name"u8, Row.Project.Name);
        // A row without labels has no "labels" member.
        if (!Labels.IsEmpty)
        {
            json.WriteStartArray("labels"u8);
            foreach (var label in Labels)
            {
                foreach (var flushPoint in WriteLabel(json, label))
                {
                    yield return flushPoint;
                }
            }

            json.WriteEndArray();
        }

        if (Details)
        {
            WriteProjectDetails(json);
        }

        json.WriteStartArray("project_tags"u8);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Formats an instant as exports do: <c>2024-04-08T16:21:26.000+00:00</c>.</summary>
    public static string Text(DateTimeOffset instant) => instant.ToString("yyyy-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture) + "+00:00";

    private IEnumerable<FlushPoint> WriteLabel(Utf8JsonWriter json, Label label)
    {
        json.WriteStartObject();
        json.WriteString("label_kind"u8, Row.Project.Media is Media.Video ? "Video" : "Default");
        json.WriteString("version"u8, "1.0.0");
        json.WriteString("id"u8, label.Id);
        if (Details)
        {
            WriteLabelDetails(json, label);
            json.WriteStartObject("performance_details"u8);
            json.WriteNumber("seconds_to_create"u8, label.SecondsToCreate);
            json.WriteNumber("seconds_to_review"u8, 5 * label.Reviews.Length);
            json.WriteBoolean("skipped"u8, false);
            json.WriteEndObject();
        }

        json.WriteStartObject("annotations"u8);
        foreach (var flushPoint in RowAnnotations.Write(json, Row.Project, label))
        {
            yield return flushPoint;
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteLabelDetails(Utf8JsonWriter json, Label label)
    {
        json.WriteStartObject("label_details"u8);
        json.WriteString("created_at"u8, Text(label.CreatedAt));
        json.WriteString("updated_at"u8, Text(label.UpdatedAt));
        json.WriteString("created_by"u8, label.CreatedBy.Email);
        json.WriteString("content_last_updated_at"u8, Text(label.UpdatedAt));
        json.WriteStartArray("reviews"u8);
        foreach (var review in label.Reviews)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, review.Id);
            json.WriteString("reviewed_at"u8, Text(review.UpdatedAt));
            json.WriteString("created_by"u8, review.By.Email);
            json.WriteNumber("score"u8, review.Score);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteProjectDetails(Utf8JsonWriter json)
    {
        json.WriteStartObject("project_details"u8);
        json.WriteString("batch_id"u8, Row.Project.BatchId);
        json.WriteString("batch_name"u8, $"{Row.Project.Name} batch");
        json.WriteNumber("priority"u8, 5);
        json.WriteNumber("consensus_expected_label_count"u8, 0);
        json.WriteString("workflow_status"u8, Workflow.Text(Row.Status));
        json.WriteString("task_id"u8, Workflow.TaskId(Row.Project, Row.Status));
        json.WriteString("task_name"u8, Workflow.TaskName(Row.Status));
        json.WriteStartArray("workflow_history"u8);
        foreach (var step in Row.History)
        {
            json.WriteStartObject();
            json.WriteString("action"u8, step.Action);
            json.WriteString("created_at"u8, step.At.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture) + "+00:00");
            json.WriteString("created_by"u8, step.By.Email);
            if (step.Next is { } next)
            {
                json.WriteString("next_task_name"u8, Workflow.TaskName(next));
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
