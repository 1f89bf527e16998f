using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using WebhookRelay.Tls;

namespace WebhookRelay.Publishing;

internal sealed class PublishingOptions
{
    public const string Section = "Publishing";

    /// <summary><c>amqp://user:password@host:5672/vhost</c> or <c>amqps://</c>; without it, events go to a subscriber that logs them.</summary>
    public string? RabbitMq { get; set; }

    /// <summary>Default: RabbitMQ if it is configured. Required outside Development if it is not.</summary>
    public Transport? Transport { get; set; }

    /// <summary>RabbitMQ's management API, which shows missing bindings. Default: port 15672 (TLS: 15671) of the broker's host.</summary>
    public string? RabbitMqManagement { get; set; }

    /// <summary>For amqps://: the certificate authority to trust and the client certificate, if they are not the system's.</summary>
    public ClientTlsOptions Tls { get; set; } = new();

    /// <summary>How long a publish may stay unanswered before the broker counts as stalled.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:05:00", ErrorMessage = "Publishing:Deadline must be between 00:00:00.500 and 00:05:00.")]
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(10);

    [Range(1, 65_535, ErrorMessage = "Publishing:InFlight must be between 1 and 65535 events.")]
    public int InFlight { get; set; } = 512;

    /// <summary>The longest pause between two retries of a routing key that no queue is bound for.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00", ErrorMessage = "Publishing:UnroutedRetry must be between 00:00:00.100 and 1.00:00:00.")]
    public TimeSpan UnroutedRetry { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest pause between two retries of a routing key that an unknown queue refuses (RabbitMQ's management API is not available): each retry may duplicate into the other queues.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00", ErrorMessage = "Publishing:RefusedRetry must be between 00:00:00.100 and 1.00:00:00.")]
    public TimeSpan RefusedRetry { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>An event with larger data carries a reference to them instead.</summary>
    [Range(1024, 134_217_728, ErrorMessage = "Publishing:InlineBytes must be between 1024 and 134217728 bytes.")]
    public long InlineBytes { get; set; } = 8_388_608;

    /// <summary>The address at which subscribers reach this replica's management port, such as <c>http://relay-0:3002</c>, to fetch data too large for an event.</summary>
    public string? PayloadUrl { get; set; }

    /// <summary>A larger event is quarantined: the broker would close the channel, which other events share.</summary>
    [Range(1024, 134_217_728, ErrorMessage = "Publishing:MaxEventBytes must be between 1024 and 134217728 bytes.")]
    public long MaxEventBytes { get; set; } = 15_728_640;
}

[OptionsValidator]
internal sealed partial class PublishingRangeValidator : IValidateOptions<PublishingOptions>;

internal sealed class PublishingValidator : IValidateOptions<PublishingOptions>
{
    public ValidateOptionsResult Validate(string? name, PublishingOptions options)
    {
        var faults = new List<string>();
        if (options.RabbitMq is { Length: > 0 } broker && !IsUri(broker, "amqp", "amqps"))
        {
            // Not echoed: it may contain a password.
            faults.Add("Publishing:RabbitMq must be a URI such as amqp://user:password@host:5672/vhost, or amqps://.");
        }

        if (options.RabbitMqManagement is { Length: > 0 } management && !IsUri(management, "http", "https"))
        {
            faults.Add("Publishing:RabbitMqManagement must be a URI such as http://host:15672.");
        }

        if (options.PayloadUrl is { Length: > 0 } payloads && !IsPlainAddress(payloads))
        {
            faults.Add("Publishing:PayloadUrl must be a URI such as http://relay-0:3002: http or https, and neither a user nor a query.");
        }

        if (options.Tls.IsSet && options.RabbitMq?.StartsWith("amqp:", StringComparison.OrdinalIgnoreCase) is true)
        {
            faults.Add("Publishing:Tls is set and would not be used: Publishing:RabbitMq must begin with amqps://.");
        }

        if (options.Tls.Fault("Publishing:Tls") is { } fault)
        {
            faults.Add(fault);
        }

        return faults.Count is 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static bool IsPlainAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri is { Scheme: "http" or "https", Host.Length: > 0, UserInfo: "", Query: "", Fragment: "" };

    private static bool IsUri(string text, params string[] schemes) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && schemes.Contains(uri.Scheme, StringComparer.Ordinal)
        && uri.Host.Length > 0
        && uri.Segments.Length <= 2;
}
