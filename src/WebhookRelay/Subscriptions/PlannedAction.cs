using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Subscriptions;

/// <summary>One action at Labelbox and its reason.</summary>
/// <param name="Subscription">The subscription it is for.</param>
/// <param name="Why">The reason, for the operator.</param>
internal abstract record PlannedAction(string Subscription, string Why)
{
    /// <summary>Its name in the API: <c>create</c>, <c>change</c>, <c>deactivate</c>, <c>by-hand</c> or <c>wait</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>Whether the relay can apply it.</summary>
    public virtual bool IsAutomatic => true;

    /// <summary>Registers a webhook with the current secret.</summary>
    internal sealed record Create(DesiredWebhook Desired, string Why) : PlannedAction(Desired.Name, Why)
    {
        public override string Kind => "create";
    }

    /// <summary>Corrects a webhook.</summary>
    internal sealed record Change(string Subscription, string WebhookId, WebhookPatch Patch, string Why) : PlannedAction(Subscription, Why)
    {
        public override string Kind => "change";
    }

    /// <summary>Deactivates a webhook.</summary>
    internal sealed record Deactivate(string Subscription, string WebhookId, string Why) : PlannedAction(Subscription, Why)
    {
        public override string Kind => "deactivate";
    }

    /// <summary>An action that only a person can take, in Labelbox's web pages.</summary>
    internal sealed record Manual(string Subscription, string? WebhookId, IReadOnlyList<string> Instructions, string Why) : PlannedAction(Subscription, Why)
    {
        public override string Kind => "by-hand";

        public override bool IsAutomatic => false;
    }

    /// <summary>Waits for time to pass or for a delivery.</summary>
    internal sealed record Wait(string Subscription, string? WebhookId, string Why) : PlannedAction(Subscription, Why)
    {
        public override string Kind => "wait";

        public override bool IsAutomatic => false;
    }
}
