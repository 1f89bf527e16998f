using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Subscriptions;

/// <summary>
/// Plans the actions from the actual to the desired state. A pure function: the same input gives the same plan, and no
/// action if both states match.
/// </summary>
internal static class Planner
{
    /// <summary>How long to look for a webhook whose creation was not answered before creating another one.</summary>
    public static readonly TimeSpan SearchTimeout = TimeSpan.FromSeconds(15);

    public static IReadOnlyList<PlannedAction> Plan(ReconcileInput input)
    {
        var actions = new List<PlannedAction>();
        foreach (var desired in input.Desired.Where(each => input.IsListed(each.Project)))
        {
            actions.AddRange(ActionsFor(input, desired));
        }

        actions.AddRange(Leftovers(input));
        return actions;
    }

    private static IEnumerable<PlannedAction> ActionsFor(ReconcileInput input, DesiredWebhook desired)
    {
        var ours = input.For(desired).ToList();
        var current = Current(ours, desired);
        var rest = ours.Where(each => each.Own != current.Own && each.Actual is { IsLive: true }).ToList();
        if (current.Own is null)
        {
            yield return Missing(input, desired, isRotation: rest.Count > 0);
        }
        else if (Drift(input, desired, current.Own, current.Actual) is { } drift)
        {
            yield return drift;
        }
        else if (desired.Version is WebhookVersion.V2 && current.Own.CreatedBy is not null)
        {
            yield return new PlannedAction.Manual(desired.Name, WebhookId: null, ManualInstructions.SetUp(desired, isSecond: true), $"Webhook {current.Own.Id} was created through the API, and so delivers V1.");
        }

        if (desired.Mark is null)
        {
            // Without a known secret, it is unknown which of them signs correctly.
            yield break;
        }

        foreach (var (own, actual) in rest)
        {
            if (current.Actual is null or { IsLive: true } && current.Own is not null && MayRetire(input, desired, current.Own, own))
            {
                yield return DeactivateOrAsk(input, desired, own, current.Own);
            }
            else
            {
                // It still delivers, so its settings must be correct as well.
                if (Drift(input, desired, own, actual) is { } drift)
                {
                    yield return drift;
                }

                if (current.Own is not null)
                {
                    yield return WaitForDelivery(input, desired, own, current.Own);
                }
            }
        }
    }

    /// <summary>
    /// The webhook that serves with the current secret. Prefers a live one, with a proven secret, of the right version
    /// (most of all for V2, which must be created by hand), and the newest, which may have been created because an older
    /// one did not work. A webhook that a person created and deactivated is not reactivated on a guess.
    /// </summary>
    private static (OwnWebhook? Own, ActualWebhook? Actual) Current(List<(OwnWebhook Own, ActualWebhook? Actual)> ours, DesiredWebhook desired) => ours
        .Where(each => desired.Mark is null || Same(each.Own.Mark, desired.Mark))
        .Where(each => each.Actual is null or { IsLive: true } || each.Own is { Proven: true } or { CreatedBy: not null })
        .OrderByDescending(each => each.Actual is null or { IsLive: true })
        .ThenByDescending(each => desired.Version is WebhookVersion.V1 ? each.Own.Proven : each.Own.CreatedBy is null)
        .ThenByDescending(each => desired.Version is WebhookVersion.V1 ? each.Own.CreatedBy is not null : each.Own.Proven)
        .ThenByDescending(each => each.Own.Since)
        .ThenBy(each => each.Own.Id, StringComparer.Ordinal)
        .FirstOrDefault();

    private static PlannedAction Missing(ReconcileInput input, DesiredWebhook desired, bool isRotation)
    {
        var why = isRotation
            ? "No webhook is known to sign with the first secret in the list yet."
            : "No webhook delivers to this address.";
        if (desired.Version is WebhookVersion.V2)
        {
            return new PlannedAction.Manual(desired.Name, WebhookId: null, ManualInstructions.SetUp(desired, isRotation), $"{why} Labelbox creates V2 webhooks in its web pages only.");
        }

        var unanswered = input.Record.Intents.Where(intent => Same(intent.Project, desired.Project) && Same(intent.Mark, desired.Mark) && IsName(intent.Subscription, desired)).ToList();
        return unanswered.Exists(intent => input.Now - intent.At < SearchTimeout)
            ? new PlannedAction.Wait(desired.Name, WebhookId: null, "A webhook was requested and the answer is not known: it is looked for before another is created.")
            : new PlannedAction.Create(desired, why);
    }

    /// <summary>The difference from the desired state; null if there is none, or if the webhook is too new to be listed.</summary>
    private static PlannedAction? Drift(ReconcileInput input, DesiredWebhook desired, OwnWebhook own, ActualWebhook? actual)
    {
        if (actual is null)
        {
            return null;
        }

        var listed = actual.Listed;
        var url = Same(listed.Url, desired.Url) ? null : desired.Url;
        var topics = WebhookTopics.Same(listed.Topics, desired.Topics) ? null : desired.Topics;
        WebhookStatus? status = actual.IsLive ? null : WebhookStatus.Active;
        List<string> differences = [];
        Tell(url is not null, $"delivers to {listed.Url}");
        Tell(topics is not null, $"has the topics {string.Join(", ", listed.Topics)}");
        Tell(status is not null, $"is {listed.StatusText}");
        if (differences.Count is 0)
        {
            return null;
        }

        var why = $"Webhook {own.Id} {string.Join(" and ", differences)}.";
        return input.MayTouch(own)
            ? new PlannedAction.Change(desired.Name, own.Id, new WebhookPatch(url, topics, status), why)
            : new PlannedAction.Manual(desired.Name, own.Id, ManualInstructions.Correct(desired, own.Id), $"{why} This instance did not create it, and does not change it through a tunnel.");

        void Tell(bool differs, string what)
        {
            if (differs)
            {
                differences.Add(what);
            }
        }
    }

    /// <summary>Whether an additional webhook may be retired. A guessed secret is never enough.</summary>
    private static bool MayRetire(ReconcileInput input, DesiredWebhook desired, OwnWebhook current, OwnWebhook own) =>
        input.Retire.Contains(desired.Name) || (current.Proven && (Same(own.Mark, desired.Mark) || (input.HasDelivered(current) && !input.HeldBack.Contains(desired.Name))));

    private static PlannedAction DeactivateOrAsk(ReconcileInput input, DesiredWebhook desired, OwnWebhook own, OwnWebhook current)
    {
        var why = Same(own.Mark, desired.Mark) ? $"Webhook {current.Id} exists for the same purpose." : $"Webhook {current.Id}, with the first secret, has taken over.";
        return input.MayTouch(own)
            ? new PlannedAction.Deactivate(desired.Name, own.Id, why)
            : new PlannedAction.Manual(desired.Name, own.Id, ManualInstructions.SwitchOff(own.Id), $"{why} This instance did not create it, and does not change it through a tunnel.");
    }

    private static PlannedAction.Wait WaitForDelivery(ReconcileInput input, DesiredWebhook desired, OwnWebhook own, OwnWebhook current)
    {
        var why = Same(own.Mark, desired.Mark)
            ? $"Webhook {current.Id} exists for the same purpose, but its secret is not known. {own.Id} is deactivated once deliveries show it"
            : $"Webhook {own.Id} signs with another secret. It is deactivated once a delivery signed with the first secret has arrived{(input.HeldBack.Contains(desired.Name) ? " and it is the first of every replica" : string.Empty)}";
        return new PlannedAction.Wait(desired.Name, own.Id, $"{why}, or after POST /subscriptions/{desired.Name}/retire-old.");
    }

    /// <summary>The manual instructions when Labelbox cannot be queried.</summary>
    public static IReadOnlyList<PlannedAction> PlanUnseen(IReadOnlyList<DesiredWebhook> desired) =>
        [.. desired.Where(each => each.Version is WebhookVersion.V2).Select(each => new PlannedAction.Manual(each.Name, WebhookId: null, ManualInstructions.SetUp(each, isSecond: false), "It is not known whether it is already set up."))];

    /// <summary>
    /// Webhooks that this instance created for a subscription or project that is no longer desired. Webhooks created by
    /// people or by other replicas are left alone: during a rollout another replica may have a newer configuration.
    /// </summary>
    private static IEnumerable<PlannedAction> Leftovers(ReconcileInput input) => input.Record.Webhooks
        .Where(own => input.IsCreatedHere(own) && input.Find(own) is { IsLive: true })
        .Where(own => !input.Desired.Any(desired => desired.IsFor(own)) && !IsStillNeeded(input, own))
        .Select(own => new PlannedAction.Deactivate(own.Subscription, own.Id, "The configuration no longer contains it."));

    /// <summary>A subscription that moves to another project keeps the old webhook until the new one exists.</summary>
    private static bool IsStillNeeded(ReconcileInput input, OwnWebhook own) =>
        input.Desired.FirstOrDefault(desired => IsName(own.Subscription, desired)) is { } desired
        && !input.For(desired).Any(each => each.Actual is null or { IsLive: true });

    private static bool IsName(string subscription, DesiredWebhook desired) => string.Equals(subscription, desired.Name, StringComparison.OrdinalIgnoreCase);

    private static bool Same(string? left, string? right) => string.Equals(left, right, StringComparison.Ordinal);
}
