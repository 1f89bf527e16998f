using WebhookRelay.Labelbox;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Deduplication;

/// <summary>Grants the claim to an event to at most one holder at a time; a committed event is not granted again within its window.</summary>
internal interface IDeduplication
{
    DependencyState State { get; }

    /// <summary>Claims an event, or renews a claim held with the same token. Never waits for another holder.</summary>
    ValueTask<ClaimResult> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken);
}

/// <summary>A claim to an event, by its id and its content.</summary>
/// <param name="Id">The event's id.</param>
/// <param name="DeliveryId">The delivery's id; differs from the event's id if another webhook used it for another body.</param>
/// <param name="Token">Identifies the claimant: <c>&lt;ledgerid&gt;/&lt;sequence&gt;</c>, the same after a restart.</param>
/// <param name="BodyDigest">SHA-256 of the body, hex.</param>
/// <param name="Topic">The topic as in a routing key.</param>
/// <param name="Facts">The facts from the payload.</param>
/// <param name="Origin">The webhook and secret of the delivery.</param>
internal sealed record ClaimRequest(string Id, string DeliveryId, string Token, string BodyDigest, string Topic, PayloadFacts Facts, string Origin)
{
    private string? _contentFingerprint;

    /// <summary>The content digest, if the facts hold no data row; otherwise computed when needed, which is never without Redis.</summary>
    public UInt128? ContentDigest { get; init; }

    public string ContentFingerprint => _contentFingerprint ??= Deduplication.ContentFingerprint.Of(Topic, Facts, ContentDigest ?? Labelbox.ContentDigest.Of(Facts.DataRow));
}

internal abstract record ClaimResult
{
    private ClaimResult()
    {
    }

    /// <summary>Granted until the lease expires.</summary>
    internal sealed record Granted(Claim Claim) : ClaimResult;

    /// <summary>This entry was already relayed before a crash.</summary>
    internal sealed record AlreadyRelayed : ClaimResult;

    /// <summary>Already relayed, as the entry of that token.</summary>
    internal sealed record Duplicate(string Of) : ClaimResult;

    /// <summary>The same webhook's delivery with another body was relayed under this id, as the entry of that token.</summary>
    internal sealed record IdReused(string Of) : ClaimResult;

    /// <summary>Another webhook's delivery with another body was relayed under this id: the event needs a replacement id.</summary>
    internal sealed record IdTaken : ClaimResult;

    /// <summary>Another claimant holds it; retry later.</summary>
    internal sealed record Held(TimeSpan RetryAfter) : ClaimResult;
}
