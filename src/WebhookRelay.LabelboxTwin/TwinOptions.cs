using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WebhookRelay.LabelboxTwin;

internal enum DeletedLabel
{
    /// <summary>The deleted label is in the row, in its last state.</summary>
    Present,

    /// <summary>The deleted label is not in the row, as in a later export.</summary>
    Absent,
}

internal enum OrganizationWebhooks
{
    /// <summary>Includes the webhooks of its projects.</summary>
    All,

    /// <summary>Only webhooks without a project.</summary>
    Own,
}

internal sealed class TwinOptions
{
    public const string Section = "Twin";
    public const string DefaultUrl = "http://127.0.0.1:3003";

    /// <summary>Kestrel treats any other host name as "every address", so those are rejected.</summary>
    [RegularExpression(@"http://(localhost|\*|[0-9]{1,3}(\.[0-9]{1,3}){3}|\[[0-9a-fA-F:.]+\]):[0-9]{1,5}", ErrorMessage = "must be an address such as http://127.0.0.1:3003: http, an IP address, localhost or *, a port, and no path.")]
    public string Url { get; set; } = DefaultUrl;

    [Required(ErrorMessage = "must not be empty.")]
    public string ApiKey { get; set; } = "twin-development-key";

    /// <summary>Null means the projects, rows and labels of seed 1, on the wall clock, with new delivery ids for each run.</summary>
    public ulong? Seed { get; set; }

    /// <summary>The start of a clock that only events advance; null without a seed means the wall clock.</summary>
    public DateTimeOffset? ClockStart { get; set; }

    /// <summary>Generated events a second.</summary>
    [Range(0, 10_000)]
    public double Rate { get; set; } = 1;

    /// <summary>Labels in each project at the start.</summary>
    [Range(0, 1_000_000)]
    public int Labels { get; set; } = 3;

    /// <summary>Approximate size of a V2 body if the request names none.</summary>
    [Range(0, 1L << 40)]
    public long BodyBytes { get; set; } = 4700;

    /// <summary>Whether V2 bodies include the optional sections of an export.</summary>
    public bool Details { get; set; } = true;

    /// <summary>The member that wraps V2 bodies; null means a bare row.</summary>
    public string? Envelope { get; set; }

    public DeletedLabel DeletedLabel { get; set; }

    /// <summary>Whether the deletion of a label moves the row's <c>last_activity_at</c>. What Labelbox does is not known.</summary>
    public bool DeletionIsActivity { get; set; } = true;

    /// <summary>The <c>X-Labelbox-Event</c> of a workflow action.</summary>
    [Required(ErrorMessage = "must not be empty: WORKFLOW_ACTION, or MOVE.")]
    public string WorkflowEvent { get; set; } = "WORKFLOW_ACTION";

    /// <summary>Whether to send <c>X-Hub-Signature-256</c> beside <c>X-Hub-Signature</c>.</summary>
    public bool Signature256 { get; set; }

    public OrganizationWebhooks OrganizationWebhooks { get; set; }

    /// <summary>Concurrent POSTs per webhook.</summary>
    [Range(1, 1000)]
    public int Concurrency { get; set; } = 1;

    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan DeliveryTimeout { get; set; } = TimeSpan.FromSeconds(30);

    [Range(0, 1_000_000)]
    public int KeepNotifications { get; set; } = 10_000;

    /// <summary>Bytes of each body kept in a notification.</summary>
    [Range(0, 1 << 30)]
    public int KeepBodyBytes { get; set; } = 65_536;

    internal ulong WorldSeed => Seed ?? 1;
}

[OptionsValidator]
internal sealed partial class TwinOptionsValidator : IValidateOptions<TwinOptions>;
