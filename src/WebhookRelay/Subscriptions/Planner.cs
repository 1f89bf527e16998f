using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Subscriptions;

/// <summary>
/// From what should be and what is to the steps between them. A pure function: the same situation gives the same plan, and a
/// situation that is as it should be gives none.
/// </summary>
internal static class Planner
{
    /// <summary>How long a creation without an answer is looked for before another is tried.</summary>
    public static readonly TimeSpan LookFor = TimeSpan.FromSeconds(15);

    public static IReadOnlyList<Step> Plan(Situation situation)
    {
        var steps = new List<Step>();
        foreach (var desired in situation.Desired.Where(each => situation.IsListed(each.Project)))
        {
            steps.AddRange(StepsFor(situation, desired));
        }

        steps.AddRange(Leftovers(situation));
        return steps;
    }

    private static IEnumerable<Step> StepsFor(Situation situation, DesiredSubscription desired)
    {
        var ours = situation.For(desired).ToList();
        var current = Current(ours, desired);
        var rest = ours.Where(each => each.Own != current.Own && each.Actual is { IsLive: true }).ToList();
        if (current.Own is null)
        {
            yield return Missing(situation, desired, isRotation: rest.Count > 0);
        }
        else if (Drift(situation, desired, current.Own, current.Actual) is { } drift)
        {
            yield return drift;
        }
        else if (desired.Version is WebhookVersion.V2 && current.Own.CreatedBy is not null)
        {
            yield return new Step.ByHand(desired.Name, WebhookId: null, Guide.SetUp(desired, isSecond: true), $"Webhook {current.Own.Id} was created through the API, and so delivers V1.");
        }

        if (desired.Mark is null)
        {
            // Which of them signs with the right secret cannot be told here.
            yield break;
        }

        foreach (var (own, actual) in rest)
        {
            if (current.Actual is null or { IsLive: true } && current.Own is not null && TookOver(situation, desired, current.Own, own))
            {
                yield return End(situation, desired, own, current.Own);
            }
            else
            {
                // It still carries the deliveries, so it has to be as right as the one that will.
                if (Drift(situation, desired, own, actual) is { } drift)
                {
                    yield return drift;
                }

                if (current.Own is not null)
                {
                    yield return Await(situation, desired, own, current.Own);
                }
            }
        }
    }

    /// <summary>
    /// The one that serves with the current secret: rather a live one, whose secret is known, of the right version (first of all
    /// where that is V2, for which it has to be made by hand), and the newest: somebody may have made it because the other did
    /// not work. What a person made and switched off is not switched on again on a guess.
    /// </summary>
    private static (OwnWebhook? Own, ActualWebhook? Actual) Current(List<(OwnWebhook Own, ActualWebhook? Actual)> ours, DesiredSubscription desired) => ours
        .Where(each => desired.Mark is null || Same(each.Own.Mark, desired.Mark))
        .Where(each => each.Actual is null or { IsLive: true } || each.Own is { Proven: true } or { CreatedBy: not null })
        .OrderByDescending(each => each.Actual is null or { IsLive: true })
        .ThenByDescending(each => desired.Version is WebhookVersion.V1 ? each.Own.Proven : each.Own.CreatedBy is null)
        .ThenByDescending(each => desired.Version is WebhookVersion.V1 ? each.Own.CreatedBy is not null : each.Own.Proven)
        .ThenByDescending(each => each.Own.Since)
        .ThenBy(each => each.Own.Id, StringComparer.Ordinal)
        .FirstOrDefault();

    private static Step Missing(Situation situation, DesiredSubscription desired, bool isRotation)
    {
        var why = isRotation
            ? "No webhook is known to sign with the first secret in the list yet."
            : "No webhook delivers to this address.";
        if (desired.Version is WebhookVersion.V2)
        {
            return new Step.ByHand(desired.Name, WebhookId: null, Guide.SetUp(desired, isRotation), $"{why} Labelbox makes V2 webhooks in its pages only.");
        }

        var unanswered = situation.Record.Intents.Where(intent => Same(intent.Project, desired.Project) && Same(intent.Mark, desired.Mark) && IsName(intent.Subscription, desired)).ToList();
        return unanswered.Exists(intent => situation.Now - intent.At < LookFor)
            ? new Step.Wait(desired.Name, WebhookId: null, "A webhook was asked for and the answer is not known: it is looked for before another is created.")
            : new Step.Create(desired, why);
    }

    /// <summary>What is different from what should be; null where nothing is, or where it was made too lately to be listed.</summary>
    private static Step? Drift(Situation situation, DesiredSubscription desired, OwnWebhook own, ActualWebhook? actual)
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
        return situation.MayTouch(own)
            ? new Step.Change(desired.Name, own.Id, new WebhookPatch(url, topics, status), why)
            : new Step.ByHand(desired.Name, own.Id, Guide.Correct(desired, own.Id), $"{why} This instance did not create it, and does not change it through a tunnel.");

        void Tell(bool differs, string what)
        {
            if (differs)
            {
                differences.Add(what);
            }
        }
    }

    /// <summary>Whether one that is not needed beside the current one may go: never because of a guess about a secret.</summary>
    private static bool TookOver(Situation situation, DesiredSubscription desired, OwnWebhook current, OwnWebhook own) =>
        situation.Retire.Contains(desired.Name) || (current.Proven && (Same(own.Mark, desired.Mark) || (situation.HasDelivered(current) && !situation.HeldBack.Contains(desired.Name))));

    private static Step End(Situation situation, DesiredSubscription desired, OwnWebhook own, OwnWebhook current)
    {
        var why = Same(own.Mark, desired.Mark) ? $"Webhook {current.Id} is there for the same purpose." : $"Webhook {current.Id}, with the first secret, has taken over.";
        return situation.MayTouch(own)
            ? new Step.Deactivate(desired.Name, own.Id, why)
            : new Step.ByHand(desired.Name, own.Id, Guide.SwitchOff(own.Id), $"{why} This instance did not create it, and does not change it through a tunnel.");
    }

    private static Step.Wait Await(Situation situation, DesiredSubscription desired, OwnWebhook own, OwnWebhook current)
    {
        var why = Same(own.Mark, desired.Mark)
            ? $"Webhook {current.Id} is there for the same purpose, but which secret it was given is not known. {own.Id} is deactivated once deliveries show it"
            : $"Webhook {own.Id} signs with another secret. It is deactivated once a delivery signed with the first secret has come{(situation.HeldBack.Contains(desired.Name) ? " and it is the first of every replica" : string.Empty)}";
        return new Step.Wait(desired.Name, own.Id, $"{why}, or after POST /subscriptions/{desired.Name}/retire-old.");
    }

    /// <summary>Where Labelbox cannot be asked, a person can still be told what to set up.</summary>
    public static IReadOnlyList<Step> PlanUnseen(IReadOnlyList<DesiredSubscription> desired) =>
        [.. desired.Where(each => each.Version is WebhookVersion.V2).Select(each => new Step.ByHand(each.Name, WebhookId: null, Guide.SetUp(each, isSecond: false), "Whether it is set up already cannot be seen."))];

    /// <summary>
    /// What this instance created for a subscription, or a project, that is not asked for any more. What a person made is left
    /// to people, and what another replica made to that one: while a new configuration is rolled out it may know of more.
    /// </summary>
    private static IEnumerable<Step> Leftovers(Situation situation) => situation.Record.Webhooks
        .Where(own => situation.IsCreatedHere(own) && situation.Find(own) is { IsLive: true })
        .Where(own => !situation.Desired.Any(desired => desired.IsFor(own)) && !IsStillNeeded(situation, own))
        .Select(own => new Step.Deactivate(own.Subscription, own.Id, "The configuration does not ask for it any more."));

    /// <summary>A subscription that moves to another project keeps the old webhook until the new one is there.</summary>
    private static bool IsStillNeeded(Situation situation, OwnWebhook own) =>
        situation.Desired.FirstOrDefault(desired => IsName(own.Subscription, desired)) is { } desired
        && !situation.For(desired).Any(each => each.Actual is null or { IsLive: true });

    private static bool IsName(string subscription, DesiredSubscription desired) => string.Equals(subscription, desired.Name, StringComparison.OrdinalIgnoreCase);

    private static bool Same(string? left, string? right) => string.Equals(left, right, StringComparison.Ordinal);
}
