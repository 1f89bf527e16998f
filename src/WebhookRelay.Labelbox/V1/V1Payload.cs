using WebhookRelay.Contracts;

namespace WebhookRelay.Labelbox.V1;

/// <summary>
/// Rewrites a V1 delivery into the Export V2 data row. What has no place there is kept under <c>v1</c>, in V1's names,
/// beside what it belongs to. Sources: the one recorded V1 delivery, the legacy exports that its <c>label</c> is the
/// same as, and Labelbox's table of what the exports changed.
/// </summary>
internal static class V1Payload
{
    /// <summary>What a row has that a V1 delivery has not: names, brackets.</summary>
    private const int Frame = 4096;

    /// <summary>
    /// The row and its facts. Null where it names no project to put the label under, or where the row would have more
    /// than twice the bytes, which no annotations need: then the object is passed on as it is.
    /// </summary>
    /// <param name="body">The delivery, which is a JSON object.</param>
    /// <param name="topic">The delivery's topic.</param>
    public static PayloadFacts? Rewrite(ReadOnlyMemory<byte> body, LabelboxTopic topic)
    {
        body = body.TrimStart(" \t\r\n"u8);
        using var label = new V1Label();
        using var delivery = new JsonParts(
            body, label.See, "id", "createdAt", "updatedAt", "secondsToLabel", "label", "agreement", "benchmarkAgreement", "skipped", "project", "dataRow", "dataset", "user");
        using var project = new JsonParts(delivery["project"], "id", "name");
        if (project.Text("id") is not { } projectId)
        {
            return null;
        }

        using var row = new JsonPatchwork(body.Length + Frame, (2L * body.Length) + Frame);
        using var v1 = new V1Row(row, delivery, project, label);
        v1.Write();
        if (row.IsFull)
        {
            return null;
        }

        var (happenedAt, isTold) = HappeningOf(topic, delivery.Time("createdAt"), delivery.Time("updatedAt"));
        return new PayloadFacts
        {
            PayloadVersion = "v1",
            DataRow = row.ToArray(),
            ProjectId = projectId,
            DataRowId = v1.DataRow.Text("id"),
            LabelId = delivery.Text("id"),
            MediaType = v1.MediaType,
            HappenedAt = happenedAt,
            IsHappeningTold = isTold && delivery.Text("id") is not null,
        };
    }

    /// <summary>The times of a V1 delivery are its label's: of a row that was moved they tell nothing, of a review little.</summary>
    internal static (DateTimeOffset? At, bool IsTold) HappeningOf(LabelboxTopic topic, DateTimeOffset? createdAt, DateTimeOffset? updatedAt) => topic switch
    {
        LabelboxTopic.LabelCreated => Told(createdAt ?? updatedAt),
        LabelboxTopic.LabelUpdated or LabelboxTopic.LabelDeleted => Told(updatedAt),
        LabelboxTopic.ReviewCreated or LabelboxTopic.ReviewUpdated or LabelboxTopic.ReviewDeleted => (updatedAt, false),
        _ => default,
    };

    private static (DateTimeOffset? At, bool IsTold) Told(DateTimeOffset? at) => (at, at is not null);
}
