using System.Collections.Frozen;

namespace WebhookRelay.Contracts;

/// <summary>Converts between topics and their names at Labelbox, in routing keys and in CloudEvents types.</summary>
public static class LabelboxTopics
{
    private const string OtherName = "OTHER";

    private static readonly FrozenDictionary<LabelboxTopic, (string Name, string Words)> Known = new Dictionary<LabelboxTopic, (string, string)>
    {
        [LabelboxTopic.LabelCreated] = ("LABEL_CREATED", "label.created"),
        [LabelboxTopic.LabelUpdated] = ("LABEL_UPDATED", "label.updated"),
        [LabelboxTopic.LabelDeleted] = ("LABEL_DELETED", "label.deleted"),
        [LabelboxTopic.WorkflowAction] = ("WORKFLOW_ACTION", "workflow.action"),
        [LabelboxTopic.ReviewCreated] = ("REVIEW_CREATED", "review.created"),
        [LabelboxTopic.ReviewUpdated] = ("REVIEW_UPDATED", "review.updated"),
        [LabelboxTopic.ReviewDeleted] = ("REVIEW_DELETED", "review.deleted"),
    }.ToFrozenDictionary();

    /// <summary>Includes <c>MOVE</c>, which Labelbox's documentation also uses for <c>WORKFLOW_ACTION</c>.</summary>
    private static readonly FrozenDictionary<string, LabelboxTopic> ByName = Known
        .Select(topic => KeyValuePair.Create(topic.Value.Name, topic.Key))
        .Append(KeyValuePair.Create("MOVE", LabelboxTopic.WorkflowAction))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns the topic of an event header, in any letter case; <see cref="LabelboxTopic.Other"/> for an unknown name.</summary>
    /// <param name="header">The value of <c>X-Labelbox-Event</c>.</param>
    public static LabelboxTopic FromHeader(string header) => ByName.GetValueOrDefault(header, LabelboxTopic.Other);

    /// <summary>Reads a topic from configuration: one of Labelbox's names in any letter case, or <c>OTHER</c>.</summary>
    /// <param name="name">The name.</param>
    /// <param name="topic">The topic, if the name is known.</param>
    /// <returns>Whether the name is known.</returns>
    public static bool TryParse(string name, out LabelboxTopic topic)
    {
        topic = LabelboxTopic.Other;
        return string.Equals(name, OtherName, StringComparison.OrdinalIgnoreCase) || ByName.TryGetValue(name, out topic);
    }

    /// <summary>Returns Labelbox's name of a topic, such as <c>LABEL_UPDATED</c>; <c>OTHER</c> for <see cref="LabelboxTopic.Other"/>.</summary>
    /// <param name="topic">The topic.</param>
    public static string NameOf(LabelboxTopic topic) => Known.TryGetValue(topic, out var known) ? known.Name : OtherName;

    /// <summary>Returns the first two words of the routing key, which also end the CloudEvents type, such as <c>label.updated</c>.</summary>
    /// <param name="topic">A known topic.</param>
    /// <exception cref="ArgumentOutOfRangeException">The topic is <see cref="LabelboxTopic.Other"/>, whose words depend on the header.</exception>
    public static string Words(LabelboxTopic topic) => Known.TryGetValue(topic, out var known)
        ? known.Words
        : throw new ArgumentOutOfRangeException(nameof(topic), topic, "The words of LabelboxTopic.Other depend on the header. Call WordsOf instead.");

    /// <summary>Returns the words of a known or unknown event header, such as <c>label.updated</c> or <c>other.batch-closed</c>.</summary>
    /// <param name="header">The value of <c>X-Labelbox-Event</c>.</param>
    public static string WordsOf(string header) =>
        FromHeader(header) is var topic and not LabelboxTopic.Other ? Words(topic) : $"other.{RoutingKey.Slug(header)}";
}
