namespace WebhookRelay.Subscriptions;

internal enum ConditionType
{
    /// <summary>A webhook with the right address, topics and status exists.</summary>
    Registered,

    /// <summary>It signs with the first secret, and no other webhook signs with an older one.</summary>
    SecretCurrent,

    /// <summary>Its deliveries arrive as regularly as before and are verified.</summary>
    Delivering,
}

internal enum ConditionStatus
{
    /// <summary>Not known.</summary>
    Unknown,

    /// <summary>The condition is met.</summary>
    True,

    /// <summary>The condition is not met.</summary>
    False,
}

/// <summary>A condition of a subscription, modelled on Kubernetes conditions.</summary>
/// <param name="Type">The condition.</param>
/// <param name="Status">Whether it is met.</param>
/// <param name="Reason">The reason as one word of a closed set.</param>
/// <param name="Message">The reason for the operator, with the remedy if there is one.</param>
internal sealed record Condition(ConditionType Type, ConditionStatus Status, string Reason, string Message);
