using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.LabelboxTwin.Deliveries;

/// <summary>A fault that is applied to one delivery.</summary>
internal enum Damage
{
    None,

    /// <summary>Signed with another secret.</summary>
    WrongSignature,

    /// <summary>Not signed.</summary>
    NoSignature,

    /// <summary>Half of the body, with the signature of the whole.</summary>
    Truncated,

    /// <summary>Half of the body, with the signature of that half.</summary>
    TruncatedSigned,

    /// <summary>The full length is announced, and the connection ends after half of the body.</summary>
    Broken,
}

/// <summary>One event for one webhook, sent in one POST.</summary>
/// <param name="Id">The <c>X-Labelbox-Id</c>; a duplicate has the same.</param>
internal sealed record Delivery(string Id, string WebhookId, WorkspaceEvent Event)
{
    private readonly TaskCompletionSource<DeliveryOutcome> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Damage Damage { get; init; }

    /// <summary>Completes with the outcome.</summary>
    public Task<DeliveryOutcome> Ended => _ended.Task;

    public void End(DeliveryOutcome outcome) => _ended.TrySetResult(outcome);
}

internal enum DeliveryOutcome
{
    /// <summary>Any 2xx response. Labelbox does not publish which codes it accepts.</summary>
    Acknowledged,

    /// <summary>Any other response.</summary>
    Refused,

    /// <summary>No response.</summary>
    Failed,

    /// <summary>Not sent, because the webhook is silenced.</summary>
    Silenced,
}
