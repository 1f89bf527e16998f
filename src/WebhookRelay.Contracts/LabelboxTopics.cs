using System.Collections.Frozen;

namespace WebhookRelay.Contracts;

/// <summary>The names a topic goes by: Labelbox's, the routing key's and the CloudEvents type's.</summary>
public static class LabelboxTopics
{
    private static readonly FrozenDictionary<string, LabelboxTopic> ByName =
        new Dictionary<string, LabelboxTopic>(StringComparer.OrdinalIgnoreCase)
        {
            ["LABEL_CREATED"] = LabelboxTopic.LabelCreated,
            ["LABEL_UPDATED"] = LabelboxTopic.LabelUpdated,
            ["LABEL_DELETED"] = LabelboxTopic.LabelDeleted,
            ["WORKFLOW_ACTION"] = LabelboxTopic.WorkflowAction,
            ["MOVE"] = LabelboxTopic.WorkflowAction,
            ["REVIEW_CREATED"] = LabelboxTopic.ReviewCreated,
            ["REVIEW_UPDATED"] = LabelboxTopic.ReviewUpdated,
            ["REVIEW_DELETED"] = LabelboxTopic.ReviewDeleted,
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The topic of an event header, in any letter case; <see cref="LabelboxTopic.Other"/> for a name we do not know.</summary>
    /// <param name="header">The value of <c>X-Labelbox-Event</c>.</param>
    public static LabelboxTopic FromHeader(string header) => ByName.GetValueOrDefault(header, LabelboxTopic.Other);

    /// <summary>Reads a topic as written in configuration: one of Labelbox's names in any letter case, or <c>OTHER</c>.</summary>
    /// <param name="name">The name.</param>
    /// <param name="topic">The topic, when the name is known.</param>
    /// <returns>Whether the name is known.</returns>
    public static bool TryParse(string name, out LabelboxTopic topic)
    {
        topic = LabelboxTopic.Other;
        return string.Equals(name, "OTHER", StringComparison.OrdinalIgnoreCase) || ByName.TryGetValue(name, out topic);
    }

    /// <summary>The first two words of the routing key, and the end of the CloudEvents type: <c>label.updated</c>.</summary>
    /// <param name="topic">A known topic.</param>
    /// <exception cref="ArgumentOutOfRangeException">The topic is <see cref="LabelboxTopic.Other"/>, whose words depend on the header.</exception>
    public static string Words(LabelboxTopic topic) => topic switch
    {
        LabelboxTopic.LabelCreated => "label.created",
        LabelboxTopic.LabelUpdated => "label.updated",
        LabelboxTopic.LabelDeleted => "label.deleted",
        LabelboxTopic.WorkflowAction => "workflow.action",
        LabelboxTopic.ReviewCreated => "review.created",
        LabelboxTopic.ReviewUpdated => "review.updated",
        LabelboxTopic.ReviewDeleted => "review.deleted",
        _ => throw new ArgumentOutOfRangeException(nameof(topic), topic, "Only a known topic has words of its own."),
    };

    /// <summary>The words of an event header, known or not: <c>label.updated</c>, <c>other.batch-closed</c>.</summary>
    /// <param name="header">The value of <c>X-Labelbox-Event</c>.</param>
    public static string WordsOf(string header) =>
        FromHeader(header) is var topic and not LabelboxTopic.Other ? Words(topic) : $"other.{RoutingKey.Slug(header)}";
}
