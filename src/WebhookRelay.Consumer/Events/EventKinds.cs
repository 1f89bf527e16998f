using WebhookRelay.Contracts;

namespace WebhookRelay.Consumer;

/// <summary>Maps event types to topics.</summary>
internal static class EventKinds
{
    private static readonly (Type Kind, LabelboxTopic Topic)[] All =
    [
        (typeof(LabelCreated), LabelboxTopic.LabelCreated),
        (typeof(LabelUpdated), LabelboxTopic.LabelUpdated),
        (typeof(LabelDeleted), LabelboxTopic.LabelDeleted),
        (typeof(WorkflowAction), LabelboxTopic.WorkflowAction),
        (typeof(ReviewCreated), LabelboxTopic.ReviewCreated),
        (typeof(ReviewUpdated), LabelboxTopic.ReviewUpdated),
        (typeof(ReviewDeleted), LabelboxTopic.ReviewDeleted),
        (typeof(OtherEvent), LabelboxTopic.Other),
    ];

    /// <summary>The binding keys for a queue that gets these kinds, for the given projects or for all.</summary>
    public static IReadOnlyList<string> Patterns(IReadOnlyCollection<Type> kinds, IReadOnlyCollection<string> projects)
    {
        IEnumerable<LabelboxTopic?> topics = kinds.Contains(typeof(AnyEvent))
            ? [null]
            : All.Where(one => kinds.Any(kind => kind.IsAssignableFrom(one.Kind))).Select(one => (LabelboxTopic?)one.Topic);
        return [.. topics
            .SelectMany(topic => projects.Count is 0 ? [RoutingKey.Pattern(topic, projectId: null)] : projects.Select(project => RoutingKey.Pattern(topic, project)))
            .Distinct(StringComparer.Ordinal)];
    }
}
