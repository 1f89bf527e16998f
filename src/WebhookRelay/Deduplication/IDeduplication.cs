using WebhookRelay.Labelbox;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Deduplication;

/// <summary>Of all who claim one happening at one time, at most one holds it; what was committed is not granted again within its window.</summary>
internal interface IDeduplication
{
    DependencyState State { get; }

    /// <summary>Claims a happening, or renews the claim its token holds. Never waits for another holder.</summary>
    ValueTask<ClaimResult> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken);
}

/// <summary>What is claimed: an event by its id, and by its content.</summary>
/// <param name="Id">The event's id.</param>
/// <param name="DeliveryId">The delivery's id: another one where another webhook has used that for another body.</param>
/// <param name="Token">Who claims: <c>&lt;ledgerid&gt;/&lt;sequence&gt;</c>, the same after a restart.</param>
/// <param name="BodyDigest">SHA-256 of the body, hex.</param>
/// <param name="Topic">The topic in a routing key's words.</param>
/// <param name="Facts">What the payload says.</param>
/// <param name="Origin">The webhook and the secret it came by.</param>
internal sealed record ClaimRequest(string Id, string DeliveryId, string Token, string BodyDigest, string Topic, PayloadFacts Facts, string Origin)
{
    private string? _contentFingerprint;

    /// <summary>The digest of the content, where that is not the facts' row; else it is computed, and without Redis it never is.</summary>
    public UInt128? ContentDigest { get; init; }

    public string ContentFingerprint => _contentFingerprint ??= Deduplication.ContentFingerprint.Of(Topic, Facts, ContentDigest ?? Labelbox.ContentDigest.Of(Facts.DataRow));
}

internal abstract record ClaimResult
{
    private ClaimResult()
    {
    }

    /// <summary>Ours until the lease ends.</summary>
    internal sealed record Granted(Claim Claim) : ClaimResult;

    /// <summary>This very entry was relayed before; a crash came between.</summary>
    internal sealed record AlreadyRelayed : ClaimResult;

    /// <summary>Relayed already, as the entry of that token.</summary>
    internal sealed record Duplicate(string Of) : ClaimResult;

    /// <summary>The same webhook's delivery with another body was relayed under this id, as the entry of that token.</summary>
    internal sealed record IdReused(string Of) : ClaimResult;

    /// <summary>Another webhook's delivery with another body was relayed under this id: the event needs an id of its own.</summary>
    internal sealed record IdTaken : ClaimResult;

    /// <summary>Somebody else is at it; ask again.</summary>
    internal sealed record Held(TimeSpan RetryAfter) : ClaimResult;
}
