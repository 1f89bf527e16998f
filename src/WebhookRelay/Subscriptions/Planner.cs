using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Subscriptions;

/// <summary>
/// From what should be and what is to the steps between them. A pure function: the same situation gives the same plan, and a
/// situation that is as it should be gives none.
/// </summary>
internal static class Planner
{
    /// <summary>How long a creation without an answer is looked for before another is tried.</summary>
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
            // Which of them signs with the right secret cannot be told here.
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
                // It still carries the deliveries, so it has to be as right as the one that will.
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
    /// The one that serves with the current secret: rather a live one, whose secret is known, of the right version (first of all
    /// where that is V2, for which it has to be made by hand), and the newest: somebody may have made it because the other did
    /// not work. What a person made and switched off is not switched on again on a guess.
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
            return new PlannedAction.Manual(desired.Name, WebhookId: null, ManualInstructions.SetUp(desired, isRotation), $"{why} Labelbox makes V2 webhooks in its pages only.");
        }

        var unanswered = input.Record.Intents.Where(intent => Same(intent.Project, desired.Project) && Same(intent.Mark, desired.Mark) && IsName(intent.Subscription, desired)).ToList();
        return unanswered.Exists(intent => input.Now - intent.At < SearchTimeout)
            ? new PlannedAction.Wait(desired.Name, WebhookId: null, "A webhook was asked for and the answer is not known: it is looked for before another is created.")
            : new PlannedAction.Create(desired, why);
    }

    /// <summary>What is different from what should be; null where nothing is, or where it was made too lately to be listed.</summary>
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

    /// <summary>Whether one that is not needed beside the current one may go: never because of a guess about a secret.</summary>
    private static bool MayRetire(ReconcileInput input, DesiredWebhook desired, OwnWebhook current, OwnWebhook own) =>
        input.Retire.Contains(desired.Name) || (current.Proven && (Same(own.Mark, desired.Mark) || (input.HasDelivered(current) && !input.HeldBack.Contains(desired.Name))));

    private static PlannedAction DeactivateOrAsk(ReconcileInput input, DesiredWebhook desired, OwnWebhook own, OwnWebhook current)
    {
        var why = Same(own.Mark, desired.Mark) ? $"Webhook {current.Id} is there for the same purpose." : $"Webhook {current.Id}, with the first secret, has taken over.";
        return input.MayTouch(own)
            ? new PlannedAction.Deactivate(desired.Name, own.Id, why)
            : new PlannedAction.Manual(desired.Name, own.Id, ManualInstructions.SwitchOff(own.Id), $"{why} This instance did not create it, and does not change it through a tunnel.");
    }

    private static PlannedAction.Wait WaitForDelivery(ReconcileInput input, DesiredWebhook desired, OwnWebhook own, OwnWebhook current)
    {
        var why = Same(own.Mark, desired.Mark)
            ? $"Webhook {current.Id} is there for the same purpose, but which secret it was given is not known. {own.Id} is deactivated once deliveries show it"
            : $"Webhook {own.Id} signs with another secret. It is deactivated once a delivery signed with the first secret has come{(input.HeldBack.Contains(desired.Name) ? " and it is the first of every replica" : string.Empty)}";
        return new PlannedAction.Wait(desired.Name, own.Id, $"{why}, or after POST /subscriptions/{desired.Name}/retire-old.");
    }

    /// <summary>Where Labelbox cannot be asked, a person can still be told what to set up.</summary>
    public static IReadOnlyList<PlannedAction> PlanUnseen(IReadOnlyList<DesiredWebhook> desired) =>
        [.. desired.Where(each => each.Version is WebhookVersion.V2).Select(each => new PlannedAction.Manual(each.Name, WebhookId: null, ManualInstructions.SetUp(each, isSecond: false), "Whether it is set up already cannot be seen."))];

    /// <summary>
    /// What this instance created for a subscription, or a project, that is not asked for any more. What a person made is left
    /// to people, and what another replica made to that one: while a new configuration is rolled out it may know of more.
    /// </summary>
    private static IEnumerable<PlannedAction> Leftovers(ReconcileInput input) => input.Record.Webhooks
        .Where(own => input.IsCreatedHere(own) && input.Find(own) is { IsLive: true })
        .Where(own => !input.Desired.Any(desired => desired.IsFor(own)) && !IsStillNeeded(input, own))
        .Select(own => new PlannedAction.Deactivate(own.Subscription, own.Id, "The configuration does not ask for it any more."));

    /// <summary>A subscription that moves to another project keeps the old webhook until the new one is there.</summary>
    private static bool IsStillNeeded(ReconcileInput input, OwnWebhook own) =>
        input.Desired.FirstOrDefault(desired => IsName(own.Subscription, desired)) is { } desired
        && !input.For(desired).Any(each => each.Actual is null or { IsLive: true });

    private static bool IsName(string subscription, DesiredWebhook desired) => string.Equals(subscription, desired.Name, StringComparison.OrdinalIgnoreCase);

    private static bool Same(string? left, string? right) => string.Equals(left, right, StringComparison.Ordinal);
}
