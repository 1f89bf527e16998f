using Microsoft.Extensions.Options;
using WebhookRelay.Contracts;
using WebhookRelay.Starting;

namespace WebhookRelay.Publishing;

/// <summary>The subscribing services by queue name.</summary>
internal sealed class SubscribersOptions : Dictionary<string, SubscriberOptions>
{
    public const string Section = "Subscribers";

    public SubscribersOptions()
        : base(StringComparer.Ordinal)
    {
    }
}

internal sealed class SubscriberOptions
{
    /// <summary>Labelbox's topic names in any case, or <c>OTHER</c>; empty means all.</summary>
    public IList<string> Topics { get; set; } = [];

    /// <summary>Project ids; empty means all.</summary>
    public IList<string> Projects { get; set; } = [];

    /// <summary>The binding patterns of its queue.</summary>
    public IReadOnlyList<string> Patterns()
    {
        IEnumerable<LabelboxTopic?> topics = Topics.Count is 0
            ? [null]
            : Topics.Select(topic => LabelboxTopics.TryParse(topic, out var known) ? (LabelboxTopic?)known : null);
        return [.. topics
            .SelectMany(topic => Projects.Count is 0 ? [RoutingKey.Pattern(topic, projectId: null)] : Projects.Select(project => RoutingKey.Pattern(topic, project)))
            .Distinct(StringComparer.Ordinal)];
    }
}

internal sealed class SubscribersValidator(IConfiguration configuration) : IValidateOptions<SubscribersOptions>
{
    private const int LongestQueueName = 255;

    public ValidateOptionsResult Validate(string? name, SubscribersOptions options)
    {
        var faults = new List<string>();
        if (options.Count > 0 && configuration["Publishing:RabbitMq"] is null or "")
        {
            faults.Add("Subscribers needs Publishing:RabbitMq: without a broker there is no queue to declare.");
        }

        foreach (var (subscriber, its) in options)
        {
            if (subscriber.Length > LongestQueueName || subscriber.StartsWith("amq.", StringComparison.Ordinal))
            {
                faults.Add($"Subscribers:{subscriber} must have a name of at most {LongestQueueName} characters that does not begin with 'amq.', which RabbitMQ reserves.");
            }

            for (var i = 0; i < its.Topics.Count; i++)
            {
                if (!LabelboxTopics.TryParse(its.Topics[i], out _))
                {
                    faults.Add($"Subscribers:{subscriber}:Topics:{i} is not a Labelbox topic: '{its.Topics[i]}'. Known topics are {TopicNames.Known}.");
                }
            }

            for (var i = 0; i < its.Projects.Count; i++)
            {
                if (string.IsNullOrWhiteSpace(its.Projects[i]))
                {
                    faults.Add($"Subscribers:{subscriber}:Projects:{i} must not be empty.");
                }
            }
        }

        return faults.Count is 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
