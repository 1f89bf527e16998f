using WebhookRelay.MadeUp.World;

namespace WebhookRelay.LabelboxTwin.Deliveries;

/// <summary>What is done to a delivery on its way.</summary>
internal enum Damage
{
    None,

    /// <summary>Signed with another secret.</summary>
    WrongSignature,

    /// <summary>Signed by nobody.</summary>
    NoSignature,

    /// <summary>Half of the body arrives, under the signature of the whole.</summary>
    Truncated,

    /// <summary>Half of the body, and signed as such.</summary>
    TruncatedSigned,

    /// <summary>The length of the whole is announced, and the connection ends after half of it.</summary>
    Broken,
}

/// <summary>One webhook to be told of one happening, in one POST.</summary>
/// <param name="Id">What <c>X-Labelbox-Id</c> says; a duplicate has the same.</param>
internal sealed record Delivery(string Id, string WebhookId, Happening Happening)
{
    private readonly TaskCompletionSource<DeliveryEnding> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Damage Damage { get; init; }

    /// <summary>How it ended, once it has.</summary>
    public Task<DeliveryEnding> Ended => _ended.Task;

    public void End(DeliveryEnding ending) => _ended.TrySetResult(ending);
}

internal enum DeliveryEnding
{
    /// <summary>Answered with any 2xx: which codes Labelbox itself accepts is not published.</summary>
    Acknowledged,

    /// <summary>Answered with anything else.</summary>
    Refused,

    /// <summary>Not answered.</summary>
    Failed,

    /// <summary>Not sent, for silence.</summary>
    Silenced,
}
