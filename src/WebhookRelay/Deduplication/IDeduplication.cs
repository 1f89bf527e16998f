using WebhookRelay.Telemetry;

namespace WebhookRelay.Deduplication;

/// <summary>Of all who claim one happening at one time, at most one holds it; what was committed is not granted again within its window.</summary>
internal interface IDeduplication
{
    DependencyState State { get; }

    /// <summary>Claims a happening, or renews the claim its token holds. Never waits for another holder.</summary>
    ValueTask<ClaimResult> ClaimAsync(Happening happening, CancellationToken cancellationToken);
}

/// <summary>What is claimed: a delivery by its id, and what it tells by its content.</summary>
/// <param name="Id">The delivery's id.</param>
/// <param name="Token">Who claims: <c>&lt;ledgerid&gt;/&lt;sequence&gt;</c>, the same after a restart.</param>
/// <param name="BodyDigest">SHA-256 of the body, hex.</param>
/// <param name="ContentKey">What happened, under whatever id.</param>
/// <param name="DataRow">The data row it happened to; null where the payload does not tell.</param>
/// <param name="Webhook">The webhook it came by.</param>
/// <param name="SecretMark">The secret that verified it.</param>
internal sealed record Happening(
    string Id, string Token, string BodyDigest, string ContentKey, string? DataRow, string Webhook, string SecretMark);

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

    /// <summary>Another body was relayed under this id, as the entry of that token.</summary>
    internal sealed record IdReused(string Of) : ClaimResult;

    /// <summary>Somebody else is at it; ask again.</summary>
    internal sealed record Held(TimeSpan RetryAfter) : ClaimResult;
}
