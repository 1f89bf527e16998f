using System.ComponentModel.DataAnnotations;

namespace WebhookRelay.Consumer;

/// <summary>The settings of a subscribing service, read from the section <c>LabelboxConsumers</c>. An invalid one stops the start and names its key.</summary>
public sealed class LabelboxConsumerOptions
{
    /// <summary>The configuration section: <c>LabelboxConsumers</c>.</summary>
    public const string Section = "LabelboxConsumers";

    /// <summary><c>amqp://user:password@host:5672/vhost</c> or <c>amqps://</c>. Required.</summary>
    [Required(ErrorMessage = "LabelboxConsumers:RabbitMq is missing. Set it to the relay's broker: amqp://user:password@host:5672/vhost, or amqps://.")]
    public string? RabbitMq { get; set; }

    /// <summary>A StackExchange.Redis connection string, for the inbox. Required.</summary>
    [Required(ErrorMessage = "LabelboxConsumers:Redis is missing. Set it to a StackExchange.Redis connection string, such as host:6379,password=…")]
    public string? Redis { get; set; }

    /// <summary>
    /// The service's queue: its name under <c>Subscribers</c> at the relay, or one of its own. Letters, digits and
    /// <c>-</c>, <c>_</c>, <c>.</c>, <c>:</c>; at most 249 characters. Required.
    /// </summary>
    [Required(ErrorMessage = "LabelboxConsumers:Queue is missing. Set it to the name of this service's queue, such as training.")]
    public string? Queue { get; set; }

    /// <summary>The relay's <c>Payloads:Key</c>, for data that is too large for its event; see <see cref="LabelboxPayloads"/>. Null if the relay requires none.</summary>
    public string? PayloadKey { get; set; }

    /// <summary>Project ids. Empty means every project.</summary>
    public IList<string> Projects { get; set; } = [];

    /// <summary>Maximum concurrent handlers: 1 to 1024. Default 16.</summary>
    [Range(1, 1024, ErrorMessage = "LabelboxConsumers:Concurrency must be between 1 and 1024 handlers.")]
    public int Concurrency { get; set; } = 16;

    /// <summary>
    /// Maximum events that the broker delivers ahead. Events that wait for an earlier one of their data row count. At least
    /// <see cref="Concurrency"/>, at most 4096. Default 64.
    /// </summary>
    [Range(1, 4096, ErrorMessage = "LabelboxConsumers:Prefetch must be between 1 and 4096 events.")]
    public int Prefetch { get; set; } = 64;

    /// <summary>Retries of a failing handler before the event goes to <c>&lt;queue&gt;_error</c>: 0 to 100. Default 5.</summary>
    [Range(0, 100, ErrorMessage = "LabelboxConsumers:Retries must be between 0 and 100.")]
    public int Retries { get; set; } = 5;

    /// <summary>The delay before the first retry: 10 ms to 10 min. It doubles for each further retry. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00", ErrorMessage = "LabelboxConsumers:RetryAfter must be between 00:00:00.010 and 00:10:00.")]
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest delay before a retry: 10 ms to 10 min. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00", ErrorMessage = "LabelboxConsumers:LongestRetryAfter must be between 00:00:00.010 and 00:10:00.")]
    public TimeSpan LongestRetryAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The time limit of one handler call, after which its token is cancelled: 100 ms to 12 h. Default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "12:00:00", ErrorMessage = "LabelboxConsumers:HandlerTimeout must be between 00:00:00.100 and 12:00:00.")]
    public TimeSpan HandlerTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a stopping service waits for running handlers before it cancels them: up to 10 min. Default 20 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00", ErrorMessage = "LabelboxConsumers:StopWithin must be between 00:00:00 and 00:10:00.")]
    public TimeSpan StopWithin { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// The lease on a claimed event, after which another consumer can claim it: 1 s to 10 min. A running consumer renews the
    /// lease every third of that time. Default 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ErrorMessage = "LabelboxConsumers:Lease must be between 00:00:01 and 00:10:00.")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the inbox remembers a handled event: 1 min to 365 days, longer than <see cref="Lease"/>. Default 7 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00", ErrorMessage = "LabelboxConsumers:Window must be between 00:01:00 and 365.00:00:00.")]
    public TimeSpan Window { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// Set this to the broker's <c>consumer_timeout</c>, after which it takes back an unacknowledged message: 1 min to 7 days.
    /// All calls of a handler and the delays between them must be shorter; this is validated. It does not configure the broker.
    /// Default 30 min, the default of RabbitMQ.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00", ErrorMessage = "LabelboxConsumers:BrokerPatience must be between 00:01:00 and 7.00:00:00.")]
    public TimeSpan BrokerPatience { get; set; } = TimeSpan.FromMinutes(30);
}
