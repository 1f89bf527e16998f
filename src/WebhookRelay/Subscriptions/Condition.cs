namespace WebhookRelay.Subscriptions;

internal enum ConditionType
{
    /// <summary>A webhook with the right address, topics and status is there.</summary>
    Registered,

    /// <summary>It signs with the first secret, and no other signs with an older one.</summary>
    SecretCurrent,

    /// <summary>Its deliveries come as regularly as they did, and are verified.</summary>
    Delivering,
}

internal enum ConditionStatus
{
    /// <summary>It cannot be told.</summary>
    Unknown,

    /// <summary>It is so.</summary>
    True,

    /// <summary>It is not.</summary>
    False,
}

/// <summary>One thing that is true of a subscription or not, in the manner of Kubernetes.</summary>
/// <param name="Type">What.</param>
/// <param name="Status">Whether.</param>
/// <param name="Reason">Why, in one word of a closed set.</param>
/// <param name="Message">Why, for the operator, with the remedy where there is one.</param>
internal sealed record Condition(ConditionType Type, ConditionStatus Status, string Reason, string Message);
