using System.Collections.Immutable;
using System.Text.Json;
using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.SampleData.Rows;

/// <summary>Writes the members of an exported row that describe the data itself.</summary>
internal static class RowHead
{
    public static void WriteDataRow(Utf8JsonWriter json, DataRow row, bool details)
    {
        json.WriteStartObject("data_row"u8);
        json.WriteString("id"u8, row.Id);
        WriteIfUsed(json, "global_key", row.GlobalKey);
        WriteIfUsed(json, "external_id", row.ExternalId);
        json.WriteString("row_data"u8, row.Project.Media is Media.Conversational or Media.Llm ? Conversation.Text(row) : row.FileUrl);
        if (details)
        {
            json.WriteStartObject("details"u8);
            json.WriteString("dataset_id"u8, row.Project.DatasetId);
            json.WriteString("dataset_name"u8, row.Project.DatasetName);
            json.WriteString("created_at"u8, RowBody.Text(row.CreatedAt));
            json.WriteString("updated_at"u8, RowBody.Text(row.CreatedAt));
            json.WriteString("last_activity_at"u8, RowBody.Text(row.LastActivityAt));
            json.WriteString("created_by"u8, row.CreatedBy.Email);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    public static void WriteMediaAttributes(Utf8JsonWriter json, DataRow row, ImmutableArray<Label> labels)
    {
        var traits = MediaTraits.Of(row.Project.Media);
        json.WriteStartObject("media_attributes"u8);
        json.WriteString("asset_type"u8, traits.AssetType);
        json.WriteString("mime_type"u8, traits.MimeType);
        switch (row.Project.Media)
        {
            case Media.Image:
                WriteSize(json);
                WriteExifRotation(json, row);
                break;
            case Media.Video:
                WriteSize(json);
                json.WriteNumber("frame_rate"u8, 25);
                json.WriteNumber("frame_count"u8, labels.IsEmpty ? 250 : Math.Max(250, labels.Max(label => label.Count)));
                break;
            case Media.Conversational or Media.Llm:
                json.WriteStartArray("labelable_ids"u8);
                foreach (var id in (ReadOnlySpan<string>)["0", "1", "2"])
                {
                    json.WriteStringValue(id);
                }

                json.WriteEndArray();
                json.WriteNumber("message_count"u8, 3);
                break;
            default:
                break;
        }

        json.WriteEndObject();
    }

    /// <summary>Exports up to 2024 have a string, later ones a number. Rows with a global key get the string, the others the number.</summary>
    private static void WriteExifRotation(Utf8JsonWriter json, DataRow row)
    {
        if (row.GlobalKey is null)
        {
            json.WriteNumber("exif_rotation"u8, 1);
        }
        else
        {
            json.WriteString("exif_rotation"u8, "1");
        }
    }

    /// <summary>The members of an item are a guess.</summary>
    public static void WriteAttachments(Utf8JsonWriter json, DataRow row)
    {
        json.WriteStartArray("attachments"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, "RAW_TEXT");
        json.WriteString("value"u8, $"Notes on {row.FileUrl}");
        json.WriteString("name"u8, "notes");
        json.WriteEndObject();
        json.WriteEndArray();
    }

    /// <summary>Consumers of real exports read <c>schema_id</c>, <c>schema_name</c> and <c>value</c> of an item.</summary>
    public static void WriteMetadata(Utf8JsonWriter json, DataRow row)
    {
        json.WriteStartArray("metadata_fields"u8);
        json.WriteStartObject();
        json.WriteString("schema_id"u8, Feature.SchemaIdOf(row.Project, -200));
        json.WriteString("schema_name"u8, "split");
        json.WriteString("value"u8, row.Number % 5 is 0 ? "valid" : "train");
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteIfUsed(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteSize(Utf8JsonWriter json)
    {
        json.WriteNumber("height"u8, 1080);
        json.WriteNumber("width"u8, 1920);
    }
}
