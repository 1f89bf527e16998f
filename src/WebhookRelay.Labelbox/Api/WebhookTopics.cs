using WebhookRelay.Contracts;

namespace WebhookRelay.Labelbox.Api;

/// <summary>The topic names in Labelbox's API (its enum <c>WebhookTopic</c>). Source: Labelbox's client and webhook reference.</summary>
public static class WebhookTopics
{
    /// <summary>The API's name of a topic: <c>LABEL_CREATED</c>; <c>WORKFLOW_ACTION</c> for what Labelbox's pages call <c>MOVE</c>.</summary>
    /// <param name="topic">A known topic. The API may reject the legacy <c>REVIEW_…</c> topics.</param>
    /// <exception cref="ArgumentOutOfRangeException">The topic is <see cref="LabelboxTopic.Other"/>, which has no fixed name.</exception>
    public static string NameOf(LabelboxTopic topic) => topic is not LabelboxTopic.Other
        ? LabelboxTopics.NameOf(topic)
        : throw new ArgumentOutOfRangeException(nameof(topic), topic, "LabelboxTopic.Other has no fixed name.");

    /// <summary>A topic as the API spells it: a known one in any letter case by its API name, any other unchanged.</summary>
    /// <param name="name">The topic's name, such as <c>label_created</c> or <c>MOVE</c>.</param>
    public static string Normalize(string name) =>
        LabelboxTopics.FromHeader(name) is var topic and not LabelboxTopic.Other ? NameOf(topic) : name;

    /// <summary>Whether two lists contain the same topics, regardless of order, letter case and repeats.</summary>
    /// <param name="left">One list.</param>
    /// <param name="right">The other.</param>
    public static bool Same(IEnumerable<string> left, IEnumerable<string> right) =>
        left.Select(Normalize).ToHashSet(StringComparer.Ordinal).SetEquals(right.Select(Normalize));
}
