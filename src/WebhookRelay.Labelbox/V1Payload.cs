using System.Buffers;
using System.Text.Json;

namespace WebhookRelay.Labelbox;

/// <summary>
/// Rewrites a V1 delivery into the Export V2 data row. What has no place there is kept under <c>v1</c>.
/// Source: the one recorded V1 delivery, and Labelbox's table of export differences.
/// </summary>
internal static class V1Payload
{
    private const int MaxDepth = 512;

    private static readonly HashSet<string> Mapped = new(StringComparer.Ordinal)
    {
        "id", "createdAt", "updatedAt", "secondsToLabel", "label", "project", "dataRow", "dataset", "user",
    };

    /// <summary>The row and its facts; null where it names no project, or nests too deep, and is left as it is.</summary>
    public static PayloadFacts? Rewrite(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var v1 = JsonDocument.Parse(payload, new JsonDocumentOptions { MaxDepth = MaxDepth });
            using var label = Annotations(v1.RootElement);
            return Text(v1.RootElement, "project", "id") is { } projectId ? Rewrite(v1.RootElement, label?.RootElement, projectId) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Nested beyond the limit, or a text that is half a surrogate pair.
            return null;
        }
    }

    private static PayloadFacts Rewrite(JsonElement v1, JsonElement? label, string projectId)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var row = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = MaxDepth * 2 }))
        {
            row.WriteStartObject();
            WriteDataRow(row, v1);
            row.WriteStartObject("projects"u8);
            row.WriteStartObject(projectId);
            Copy(row, v1.GetProperty("project"), "name", "name");
            row.WriteStartArray("labels"u8);
            WriteLabel(row, v1, label);
            row.WriteEndArray();
            row.WriteEndObject();
            row.WriteEndObject();
            WriteLeftovers(row, v1, label);
            row.WriteEndObject();
        }

        return new PayloadFacts
        {
            PayloadVersion = "v1",
            DataRow = buffer.WrittenMemory,
            ProjectId = projectId,
            DataRowId = Text(v1, "dataRow", "id"),
            LabelId = Text(v1, "id"),
            HappenedAt = JsonWalk.ParseTime(Text(v1, "updatedAt")) ?? JsonWalk.ParseTime(Text(v1, "createdAt")),
        };
    }

    private static void WriteDataRow(Utf8JsonWriter row, JsonElement v1)
    {
        var dataRow = v1.GetProperty("dataRow");
        row.WriteStartObject("data_row"u8);
        Copy(row, dataRow, "id", "id");
        Copy(row, dataRow, "externalId", "external_id");
        Copy(row, dataRow, "rowData", "row_data");
        row.WriteStartObject("details"u8);
        if (Object(v1, "dataset") is { } dataset)
        {
            Copy(row, dataset, "id", "dataset_id");
            Copy(row, dataset, "name", "dataset_name");
        }

        Copy(row, dataRow, "createdAt", "created_at");
        Copy(row, dataRow, "updatedAt", "updated_at");
        row.WriteEndObject();
        row.WriteEndObject();
    }

    private static void WriteLabel(Utf8JsonWriter row, JsonElement v1, JsonElement? annotations)
    {
        row.WriteStartObject();
        Copy(row, v1, "id", "id");
        row.WriteStartObject("label_details"u8);
        Copy(row, v1, "createdAt", "created_at");
        Copy(row, v1, "updatedAt", "updated_at");
        if (Object(v1, "user") is { } user)
        {
            Copy(row, user, "email", "created_by");
        }

        row.WriteEndObject();
        row.WriteStartObject("performance_details"u8);
        Copy(row, v1, "secondsToLabel", "seconds_to_create");
        if (IsSkipped(v1))
        {
            row.WriteBoolean("skipped"u8, true);
        }

        row.WriteEndObject();
        row.WriteStartObject("annotations"u8);
        V1Annotations.Write(row, annotations);
        row.WriteEndObject();
        row.WriteEndObject();
    }

    /// <summary>Everything that was not carried over, in its V1 names.</summary>
    private static void WriteLeftovers(Utf8JsonWriter row, JsonElement v1, JsonElement? label)
    {
        row.WriteStartObject("v1"u8);
        foreach (var member in v1.EnumerateObject().Where(member => !Mapped.Contains(member.Name)))
        {
            member.WriteTo(row);
        }

        if (label is null && v1.GetProperty("label").ValueKind is JsonValueKind.String && !IsSkipped(v1))
        {
            Copy(row, v1, "label", "label");
        }

        WriteLeftovers(row, v1, "project", ["id", "name"]);
        WriteLeftovers(row, v1, "dataRow", ["id", "externalId", "rowData", "createdAt", "updatedAt"]);
        WriteLeftovers(row, v1, "dataset", ["id", "name"]);
        WriteLeftovers(row, v1, "user", ["email"]);
        row.WriteEndObject();
    }

    private static void WriteLeftovers(Utf8JsonWriter row, JsonElement v1, string name, string[] carried)
    {
        if (!v1.TryGetProperty(name, out var part))
        {
            return;
        }

        row.WritePropertyName(name);
        if (part.ValueKind is not JsonValueKind.Object)
        {
            part.WriteTo(row);
            return;
        }

        row.WriteStartObject();
        foreach (var member in part.EnumerateObject().Where(member => !carried.Contains(member.Name, StringComparer.Ordinal)))
        {
            member.WriteTo(row);
        }

        row.WriteEndObject();
    }

    /// <summary>The annotations inside the text of <c>label</c>; null where it holds none.</summary>
    private static JsonDocument? Annotations(JsonElement v1)
    {
        if (v1.GetProperty("label") is not { ValueKind: JsonValueKind.String } label)
        {
            return null;
        }

        try
        {
            var annotations = JsonDocument.Parse(label.GetString()!, new JsonDocumentOptions { MaxDepth = MaxDepth });
            if (annotations.RootElement.ValueKind is JsonValueKind.Object)
            {
                return annotations;
            }

            annotations.Dispose();
            return null;
        }
        catch (JsonException)
        {
            // "Skip", or a format of its own.
            return null;
        }
    }

    private static bool IsSkipped(JsonElement v1) => v1.GetProperty("label") is { ValueKind: JsonValueKind.String } label && label.ValueEquals("Skip"u8);

    private static JsonElement? Object(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var member) && member.ValueKind is JsonValueKind.Object ? member : null;

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var member) && member.ValueKind is JsonValueKind.String ? JsonWalk.Kept(member.GetString()) : null;

    private static string? Text(JsonElement parent, string name, string inner) => Object(parent, name) is { } member ? Text(member, inner) : null;

    private static void Copy(Utf8JsonWriter row, JsonElement from, string name, string to)
    {
        if (from.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null)
        {
            row.WritePropertyName(to);
            value.WriteTo(row);
        }
    }
}
