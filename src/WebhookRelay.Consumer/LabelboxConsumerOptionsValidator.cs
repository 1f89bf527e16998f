using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using WebhookRelay.Consumer.Handling;

namespace WebhookRelay.Consumer;

/// <summary>
/// Validates each setting and then their combinations. Every message names the key and the remedy, and no message contains a
/// value that may hold a password. (Generated validators would drop the messages of the ranges, which name the keys.)
/// </summary>
internal sealed class LabelboxConsumerOptionsValidator : IValidateOptions<LabelboxConsumerOptions>
{
    /// <summary>Short enough for the error queue's name to be valid too.</summary>
    private const int LongestQueueName = 249;

    public ValidateOptionsResult Validate(string? name, LabelboxConsumerOptions options)
    {
        var ranges = new List<ValidationResult>();
        var inRange = Validator.TryValidateObject(options, new ValidationContext(options), ranges, validateAllProperties: true);
        List<string> errors = [.. ranges.Select(range => range.ErrorMessage!), .. Addresses(options), .. Queue(options), .. inRange ? Times(options) : []];
        return errors.Count is 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> Addresses(LabelboxConsumerOptions options)
    {
        if (options.RabbitMq is { Length: > 0 } broker && !IsAmqp(broker))
        {
            yield return "LabelboxConsumers:RabbitMq must be a URI such as amqp://user:password@host:5672/vhost, or amqps://.";
        }

        if (options.Redis is { Length: > 0 } redis && !IsRedis(redis))
        {
            yield return "LabelboxConsumers:Redis is not a StackExchange.Redis connection string, such as host:6379,password=…";
        }
    }

    private static IEnumerable<string> Queue(LabelboxConsumerOptions options)
    {
        if (options.Queue is { Length: > 0 } queue
            && (queue.Length > LongestQueueName || queue.StartsWith("amq.", StringComparison.Ordinal) || !queue.All(IsAllowedInName)))
        {
            yield return $"LabelboxConsumers:Queue must be at most {LongestQueueName} letters, digits, '-', '_', '.' or ':', and not begin with 'amq.'. Choose another name.";
        }

        for (var i = 0; i < options.Projects.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(options.Projects[i]))
            {
                yield return $"LabelboxConsumers:Projects:{i} must not be empty. Remove it, or set it to a project's id.";
            }
        }

        if (options.Prefetch < options.Concurrency)
        {
            yield return $"LabelboxConsumers:Prefetch ({options.Prefetch}) must be at least LabelboxConsumers:Concurrency ({options.Concurrency}). Raise Prefetch or lower Concurrency.";
        }
    }

    private static IEnumerable<string> Times(LabelboxConsumerOptions options)
    {
        if (options.RetryAfter > options.LongestRetryAfter)
        {
            yield return $"LabelboxConsumers:RetryAfter ({options.RetryAfter}) must not be longer than LabelboxConsumers:LongestRetryAfter ({options.LongestRetryAfter}).";
        }

        if (options.Lease >= options.Window)
        {
            yield return $"LabelboxConsumers:Lease ({options.Lease}) must be shorter than LabelboxConsumers:Window ({options.Window}).";
        }

        var longest = BackOff.LongestTotal(options);
        if (longest >= options.BrokerPatience)
        {
            yield return $"LabelboxConsumers:HandlerTimeout, Retries and the delays between them can hold an event for {longest}, but the broker takes it back after "
                + $"LabelboxConsumers:BrokerPatience ({options.BrokerPatience}). Lower them, or raise the broker's consumer_timeout and BrokerPatience with it.";
        }
    }

    private static bool IsAllowedInName(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':';

    private static bool IsAmqp(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "amqp" or "amqps" && uri.Host.Length > 0 && uri.Segments.Length <= 2;

    private static bool IsRedis(string text)
    {
        try
        {
            return ConfigurationOptions.Parse(text).EndPoints.Count > 0;
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            return false;
        }
    }
}
