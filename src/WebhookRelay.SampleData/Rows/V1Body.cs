using System.Globalization;
using System.Text.Json;
using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.SampleData.Rows;

/// <summary>
/// The body of a V1 delivery: one label, in camel case, with its annotations as JSON text inside the JSON. One such body was
/// recorded, for an updated image label. The differences for other topics are invented.
/// </summary>
internal sealed record V1Body(WorkspaceEvent Event, User Owner)
{
    public IEnumerable<FlushPoint> Write(Utf8JsonWriter json)
    {
        var (row, label) = (Event.Row, Event.Label);
        json.WriteStartObject();
        if (label is not null)
        {
            json.WriteString("id"u8, label.Id);
            json.WriteString("createdAt"u8, Text(label.CreatedAt));
            json.WriteString("updatedAt"u8, Text(Event.At));
            json.WriteNumber("secondsToLabel"u8, label.SecondsToCreate);
            json.WritePropertyName("label"u8);
            // The inner text has its own writer. Its chunks are escaped into the outer document.
            foreach (var chunk in JsonChunks.Run(inner => V1Annotations.Write(inner, row.Project, label)))
            {
                json.WriteStringValueSegment(chunk.Span, isFinalSegment: false);
                yield return default;
            }

            json.WriteStringValueSegment(ReadOnlySpan<byte>.Empty, isFinalSegment: true);
            json.WriteNull("agreement"u8);
            json.WriteNull("benchmarkAgreement"u8);
            json.WriteBoolean("deleted"u8, Event.Topic is Topics.LabelDeleted);
        }

        WriteProject(json, row.Project);
        WriteDataRow(json, row);
        WriteDataset(json, row.Project);
        WriteUser(json, label?.CreatedBy ?? Owner);
        json.WriteEndObject();
    }

    private static void WriteProject(Utf8JsonWriter json, Project project)
    {
        json.WriteStartObject("project"u8);
        json.WriteString("id"u8, project.Id);
        json.WriteString("createdAt"u8, Text(project.CreatedAt));
        json.WriteString("updatedAt"u8, Text(project.CreatedAt));
        json.WriteString("name"u8, project.Name);
        json.WriteString("description"u8, project.Description);
        json.WriteBoolean("deleted"u8, false);
        json.WriteEndObject();
    }

    private static void WriteDataRow(Utf8JsonWriter json, DataRow row)
    {
        json.WriteStartObject("dataRow"u8);
        json.WriteString("id"u8, row.Id);
        json.WriteString("createdAt"u8, Text(row.CreatedAt));
        json.WriteString("updatedAt"u8, Text(row.CreatedAt));
        json.WriteNull("deletedAt"u8);
        json.WriteString("externalId"u8, row.ExternalId);
        json.WriteString("rowData"u8, $"{row.FileUrl}?Expires=1617198719&KeyName=twin&Signature=none");
        json.WriteEndObject();
    }

    private static void WriteDataset(Utf8JsonWriter json, Project project)
    {
        json.WriteStartObject("dataset"u8);
        json.WriteString("id"u8, project.DatasetId);
        json.WriteString("createdAt"u8, Text(project.CreatedAt));
        json.WriteString("updatedAt"u8, Text(project.CreatedAt));
        json.WriteString("name"u8, project.DatasetName);
        json.WriteString("description"u8, string.Empty);
        json.WriteBoolean("deleted"u8, false);
        json.WriteEndObject();
    }

    private static void WriteUser(Utf8JsonWriter json, User user)
    {
        json.WriteStartObject("user"u8);
        json.WriteString("id"u8, user.Id);
        json.WriteString("email"u8, user.Email);
        json.WriteEndObject();
    }

    /// <summary>With or without milliseconds; the recorded body has both.</summary>
    private static string Text(DateTimeOffset instant) =>
        instant.ToString(instant.Millisecond is 0 ? "yyyy-MM-ddTHH:mm:ssZ" : "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
