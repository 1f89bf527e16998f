using System.Buffers;
using System.Text.Json;
using WebhookRelay.Contracts;
using WebhookRelay.Labelbox.Rows;

namespace WebhookRelay.Labelbox.V1;

/// <summary>Extracts the facts of a V1 delivery that is too large to rewrite.</summary>
internal static class V1Facts
{
    /// <summary>Null if it names no project, as with one that is rewritten.</summary>
    /// <param name="body">The delivery, which is a JSON object.</param>
    /// <param name="topic">The delivery's topic.</param>
    public static PayloadFacts? Read(ReadOnlySequence<byte> body, LabelboxTopic topic)
    {
        JsonTextRange label = default, project = default, dataRow = default;
        DateTimeOffset? createdAt = null, updatedAt = null;
        var json = DeliveryPayload.Reader(body);
        json.Read();
        while (json.NextMember())
        {
            if (json.ValueTextEquals("id"u8))
            {
                label = Value(ref json);
            }
            else if (json.ValueTextEquals("createdAt"u8))
            {
                json.Read();
                createdAt = json.Time();
            }
            else if (json.ValueTextEquals("updatedAt"u8))
            {
                json.Read();
                updatedAt = json.Time();
            }
            else if (json.ValueTextEquals("project"u8))
            {
                project = IdIn(ref json);
            }
            else if (json.ValueTextEquals("dataRow"u8))
            {
                dataRow = IdIn(ref json);
            }
            else
            {
                json.Read();
            }

            json.Skip();
        }

        var (happenedAt, isKnown) = V1Payload.HappeningOf(topic, createdAt, updatedAt);
        var labelId = label.In(body);
        return project.In(body) is { } projectId
            ? new PayloadFacts
            {
                PayloadVersion = "v1",
                DataRow = default,
                ProjectId = projectId,
                DataRowId = dataRow.In(body),
                LabelId = labelId,
                HappenedAt = happenedAt,
                HasOwnTimes = isKnown && labelId is not null,
            }
            : null;
    }

    private static JsonTextRange Value(ref Utf8JsonReader json)
    {
        json.Read();
        return JsonTextRange.At(ref json);
    }

    /// <summary>Skips from a member's name to its value's end.</summary>
    private static JsonTextRange IdIn(ref Utf8JsonReader json)
    {
        JsonTextRange id = default;
        json.Read();
        if (json.TokenType is not JsonTokenType.StartObject)
        {
            return id;
        }

        while (json.NextMember())
        {
            var isId = json.ValueTextEquals("id"u8);
            var value = Value(ref json);
            id = isId ? value : id;
            json.Skip();
        }

        return id;
    }
}
