using System.Globalization;
using Microsoft.Extensions.Options;
using WebhookRelay.Deduplication;
using WebhookRelay.Publishing;

namespace WebhookRelay.Relaying;

/// <summary>A publish starts only when its lease outlasts <c>Publishing:Deadline</c>, so the lease must be longer than the deadline.</summary>
internal sealed class LeaseValidator(IConfiguration configuration) : IValidateOptions<DeduplicationOptions>
{
    public ValidateOptionsResult Validate(string? name, DeduplicationOptions options)
    {
        var deadline = TimeSpan.TryParse(configuration["Publishing:Deadline"], CultureInfo.InvariantCulture, out var configured)
            ? configured
            : new PublishingOptions().Deadline;
        return options.Lease > deadline
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"Deduplication:Lease ({options.Lease}) must be longer than Publishing:Deadline ({deadline}).");
    }
}
