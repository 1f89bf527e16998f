using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WebhookRelay.LabelboxTwin;

internal enum DeletedLabel
{
    /// <summary>In its last state.</summary>
    Present,

    /// <summary>Not there, as in an export made afterwards.</summary>
    Absent,
}

internal enum OrganizationWebhooks
{
    /// <summary>Those of its projects as well.</summary>
    All,

    /// <summary>Only those that no project owns.</summary>
    Own,
}

internal sealed class TwinOptions
{
    public const string Section = "Twin";
    public const string DefaultUrl = "http://127.0.0.1:3003";

    /// <summary>Any other name than these would be heard on every address.</summary>
    [RegularExpression(@"http://(localhost|\*|[0-9]{1,3}(\.[0-9]{1,3}){3}|\[[0-9a-fA-F:.]+\]):[0-9]{1,5}", ErrorMessage = "must be an address such as http://127.0.0.1:3003: http, an IP address, localhost or *, a port, and no path.")]
    public string Url { get; set; } = DefaultUrl;

    [Required(ErrorMessage = "must not be empty.")]
    public string ApiKey { get; set; } = "twin-development-key";

    /// <summary>Null: the projects, rows and labels of seed 1, at the time of the wall clock, with delivery ids of this run.</summary>
    public ulong? Seed { get; set; }

    /// <summary>Where a clock starts that only happenings move; null without a seed: the wall clock.</summary>
    public DateTimeOffset? ClockStart { get; set; }

    /// <summary>Happenings by themselves, a second.</summary>
    [Range(0, 10_000)]
    public double Rate { get; set; } = 1;

    /// <summary>Labels of each project at the start.</summary>
    [Range(0, 1_000_000)]
    public int Labels { get; set; } = 3;

    /// <summary>About the size of a V2 body where none is asked for.</summary>
    [Range(0, 1L << 40)]
    public long BodyBytes { get; set; } = 4700;

    /// <summary>Whether V2 bodies hold the sections that an export includes on request.</summary>
    public bool Details { get; set; } = true;

    /// <summary>The name of the member that V2 bodies are wrapped in; null: bare.</summary>
    public string? Envelope { get; set; }

    public DeletedLabel DeletedLabel { get; set; }

    /// <summary>What <c>X-Labelbox-Event</c> says of a workflow action.</summary>
    [Required(ErrorMessage = "must not be empty: WORKFLOW_ACTION, or MOVE.")]
    public string WorkflowEvent { get; set; } = "WORKFLOW_ACTION";

    /// <summary>Whether <c>X-Hub-Signature-256</c> is sent beside <c>X-Hub-Signature</c>.</summary>
    public bool Signature256 { get; set; }

    public OrganizationWebhooks OrganizationWebhooks { get; set; }

    /// <summary>POSTs under way at once for one webhook.</summary>
    [Range(1, 1000)]
    public int Concurrency { get; set; } = 1;

    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan DeliveryTimeout { get; set; } = TimeSpan.FromSeconds(30);

    [Range(0, 1_000_000)]
    public int KeepNotifications { get; set; } = 10_000;

    /// <summary>Of each body in a notification.</summary>
    [Range(0, 1 << 30)]
    public int KeepBodyBytes { get; set; } = 65_536;

    internal ulong WorldSeed => Seed ?? 1;
}

[OptionsValidator]
internal sealed partial class TwinOptionsValidator : IValidateOptions<TwinOptions>;
