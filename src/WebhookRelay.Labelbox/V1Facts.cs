using System.Text.Json;

namespace WebhookRelay.Labelbox;

/// <summary>What a V1 delivery tells that is not rewritten.</summary>
internal static class V1Facts
{
    /// <summary>Null where it names no project.</summary>
    /// <param name="json">Stands before the object.</param>
    public static PayloadFacts? Read(Utf8JsonReader json)
    {
        var facts = new PayloadFacts { PayloadVersion = "v1", DataRow = ReadOnlyMemory<byte>.Empty };
        DateTimeOffset? createdAt = null;
        json.Read();
        while (json.NextMember())
        {
            if (json.ValueTextEquals("id"u8))
            {
                facts = facts with { LabelId = json.Attribute() };
            }
            else if (json.ValueTextEquals("updatedAt"u8))
            {
                facts = facts with { HappenedAt = json.Time() };
            }
            else if (json.ValueTextEquals("createdAt"u8))
            {
                createdAt = json.Time();
            }
            else if (json.ValueTextEquals("project"u8))
            {
                facts = facts with { ProjectId = IdOf(ref json) };
            }
            else if (json.ValueTextEquals("dataRow"u8))
            {
                facts = facts with { DataRowId = IdOf(ref json) };
            }
            else
            {
                json.Skip();
            }
        }

        return facts.ProjectId is null ? null : facts with { HappenedAt = facts.HappenedAt ?? createdAt };
    }

    private static string? IdOf(ref Utf8JsonReader json)
    {
        string? id = null;
        if (!json.EntersObject())
        {
            return null;
        }

        while (json.NextMember())
        {
            if (json.ValueTextEquals("id"u8))
            {
                id = json.Attribute();
            }
            else
            {
                json.Skip();
            }
        }

        return id;
    }
}
