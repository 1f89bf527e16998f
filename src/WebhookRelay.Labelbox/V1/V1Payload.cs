using WebhookRelay.Contracts;

namespace WebhookRelay.Labelbox.V1;

/// <summary>
/// Rewrites a V1 delivery as an Export V2 data row. Anything without a V2 equivalent is kept under <c>v1</c>, with its V1 name,
/// next to the object that it belongs to. Sources: the one recorded V1 delivery, the legacy exports, which have the same
/// <c>label</c>, and Labelbox's table of export changes.
/// </summary>
internal static class V1Payload
{
    /// <summary>The overhead of a row over a V1 delivery: names and brackets.</summary>
    private const int Frame = 4096;

    /// <summary>
    /// The row and its facts. Null if it names no project to put the label under, or if the row would be more than twice as
    /// long, which annotations do not need. Then the object is passed on unchanged.
    /// </summary>
    /// <param name="body">The delivery, which is a JSON object.</param>
    /// <param name="topic">The delivery's topic.</param>
    public static PayloadFacts? Rewrite(ReadOnlyMemory<byte> body, LabelboxTopic topic)
    {
        body = body.TrimStart(" \t\r\n"u8);
        using var label = new V1Label();
        using var delivery = new JsonObjectParts(
            body, label.See, "id", "createdAt", "updatedAt", "secondsToLabel", "label", "agreement", "benchmarkAgreement", "skipped", "project", "dataRow", "dataset", "user");
        using var project = new JsonObjectParts(delivery["project"], "id", "name");
        if (project.Text("id") is not { } projectId)
        {
            return null;
        }

        using var row = new JsonBuilder(body.Length + Frame, (2L * body.Length) + Frame);
        using var v1 = new V1RowWriter(row, delivery, project, label);
        v1.Write();
        if (row.IsFull)
        {
            return null;
        }

        var (happenedAt, isKnown) = HappeningOf(topic, delivery.Time("createdAt"), delivery.Time("updatedAt"));
        return new PayloadFacts
        {
            PayloadVersion = "v1",
            DataRow = row.ToArray(),
            ProjectId = projectId,
            DataRowId = v1.DataRow.Text("id"),
            LabelId = delivery.Text("id"),
            MediaType = v1.MediaType,
            HappenedAt = happenedAt,
            HasOwnTimes = isKnown && delivery.Text("id") is not null,
        };
    }

    /// <summary>The times of a V1 delivery are its label's. They say nothing about a moved row, and little about a review.</summary>
    internal static (DateTimeOffset? At, bool IsKnown) HappeningOf(LabelboxTopic topic, DateTimeOffset? createdAt, DateTimeOffset? updatedAt) => topic switch
    {
        LabelboxTopic.LabelCreated or LabelboxTopic.LabelDeleted => IfKnown(updatedAt ?? createdAt),
        LabelboxTopic.LabelUpdated => IfKnown(updatedAt),
        LabelboxTopic.ReviewCreated or LabelboxTopic.ReviewUpdated or LabelboxTopic.ReviewDeleted => (updatedAt, false),
        _ => default,
    };

    private static (DateTimeOffset? At, bool IsKnown) IfKnown(DateTimeOffset? at) => (at, at is not null);
}
