using WebhookRelay.Contracts;

namespace WebhookRelay.Starting;

/// <summary>Labelbox's topic names in settings and in the API.</summary>
internal static class TopicNames
{
    /// <summary>The names of the topics that Labelbox sends, for messages.</summary>
    public static string Sent { get; } = string.Join(", ", Enum.GetValues<LabelboxTopic>().Where(topic => topic is not LabelboxTopic.Other).Select(LabelboxTopics.NameOf));

    /// <summary>All names that settings accept, for messages.</summary>
    public static string Known { get; } = $"{Sent}, MOVE and {LabelboxTopics.NameOf(LabelboxTopic.Other)}";
}
