using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using WebhookRelay.Tls;

namespace WebhookRelay.Deduplication;

internal sealed class DeduplicationOptions
{
    public const string Section = "Deduplication";

    /// <summary>A StackExchange.Redis connection string, or <c>redis://</c> or <c>rediss://user:password@host:6379/database</c>.</summary>
    public string? Redis { get; set; }

    /// <summary>With <c>ssl=true</c> or <c>rediss://</c>: the certificate authority to trust and the client certificate, if they are not the system's.</summary>
    public ClientTlsOptions Tls { get; set; } = new();

    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ErrorMessage = "Deduplication:Lease must be between 00:00:01 and 00:10:00.")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a relayed id is remembered.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00", ErrorMessage = "Deduplication:Window must be between 00:01:00 and 365.00:00:00.")]
    public TimeSpan Window { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long the content of a relayed event is recognised under other ids; zero disables this.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00", ErrorMessage = "Deduplication:ContentWindow must be between 00:00:00 and 365.00:00:00.")]
    public TimeSpan ContentWindow { get; set; } = TimeSpan.FromMinutes(10);
}

[OptionsValidator]
internal sealed partial class DeduplicationRangeValidator : IValidateOptions<DeduplicationOptions>;

internal sealed class DeduplicationValidator : IValidateOptions<DeduplicationOptions>
{
    public ValidateOptionsResult Validate(string? name, DeduplicationOptions options)
    {
        var faults = new List<string>();
        if (options.Lease >= options.Window)
        {
            faults.Add($"Deduplication:Lease ({options.Lease}) must be shorter than Deduplication:Window ({options.Window}).");
        }

        var redis = options.Redis is { Length: > 0 } given ? Parsed(given, faults) : null;
        if (redis is { Ssl: false } && options.Tls.IsSet)
        {
            faults.Add("Deduplication:Tls is set and would not be used: Deduplication:Redis must use ssl=true or rediss://.");
        }

        if (options.Tls.Fault("Deduplication:Tls") is { } fault)
        {
            faults.Add(fault);
        }

        return faults.Count is 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static ConfigurationOptions? Parsed(string redis, List<string> faults)
    {
        try
        {
            return RedisConfiguration.Parse(redis);
        }
        catch (FormatException e)
        {
            faults.Add($"Deduplication:Redis {e.Message}");
            return null;
        }
    }
}
