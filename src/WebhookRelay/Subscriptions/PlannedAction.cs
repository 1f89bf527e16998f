using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Subscriptions;

/// <summary>One thing to do at Labelbox, and why.</summary>
/// <param name="Subscription">The subscription it is for.</param>
/// <param name="Why">In words for the operator.</param>
internal abstract record PlannedAction(string Subscription, string Why)
{
    /// <summary>How the API names it: <c>create</c>, <c>change</c>, <c>deactivate</c>, <c>by-hand</c> or <c>wait</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>Whether the relay can do it.</summary>
    public virtual bool IsAutomatic => true;

    /// <summary>Registers a webhook with the current secret.</summary>
    internal sealed record Create(DesiredWebhook Desired, string Why) : PlannedAction(Desired.Name, Why)
    {
        public override string Kind => "create";
    }

    /// <summary>Makes a webhook what it should be.</summary>
    internal sealed record Change(string Subscription, string WebhookId, WebhookPatch Patch, string Why) : PlannedAction(Subscription, Why)
    {
        public override string Kind => "change";
    }

    /// <summary>Ends a webhook's deliveries.</summary>
    internal sealed record Deactivate(string Subscription, string WebhookId, string Why) : PlannedAction(Subscription, Why)
    {
        public override string Kind => "deactivate";
    }

    /// <summary>What only a person can do, in Labelbox's pages.</summary>
    internal sealed record Manual(string Subscription, string? WebhookId, IReadOnlyList<string> Instructions, string Why) : PlannedAction(Subscription, Why)
    {
        public override string Kind => "by-hand";

        public override bool IsAutomatic => false;
    }

    /// <summary>What time or a delivery will do.</summary>
    internal sealed record Wait(string Subscription, string? WebhookId, string Why) : PlannedAction(Subscription, Why)
    {
        public override string Kind => "wait";

        public override bool IsAutomatic => false;
    }
}
