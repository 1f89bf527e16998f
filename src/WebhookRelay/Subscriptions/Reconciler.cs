using System.Diagnostics;
using WebhookRelay.Deduplication;
using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Subscriptions;

/// <summary>
/// Brings what is registered to what should be: list, recognise, plan, carry out, and list again until the plan is empty. Whatever
/// fails in between, the next pass begins with the list, so that no step is built on an answer that was lost.
/// </summary>
internal sealed class Reconciler(ILabelboxWebhooks labelbox, IDistributedLock turns, RecordKeeper keeper, Sightings sightings, TimeProvider time)
{
    private const int MostRounds = 6;

    /// <param name="goal">What should be.</param>
    /// <param name="instance">Who we are, for what we create.</param>
    /// <param name="secretOf">The secret to create a webhook with.</param>
    /// <param name="lease">Longer than any one call to the API may take.</param>
    /// <param name="apply">Whether to carry the plan out.</param>
    /// <param name="retire">Subscriptions whose old webhooks the operator gives up.</param>
    /// <param name="cancellationToken">Stops between two steps; a step under way may have been carried out.</param>
    public async Task<Pass> RunAsync(
        Goal goal, string instance, Func<DesiredSubscription, string?> secretOf, TimeSpan lease, bool apply, IReadOnlySet<string> retire, CancellationToken cancellationToken)
    {
        await using var turn = await turns.TryAcquireAsync(RecordKeeper.Work, lease, cancellationToken);
        var pass = new Pass(goal, time.GetUtcNow(), turn is not null);
        if (!goal.IsKnown)
        {
            return pass;
        }

        var record = await keeper.ReadAsync(cancellationToken);
        try
        {
            for (var round = 0; round < MostRounds; round++)
            {
                var listing = await Listing.AskAsync(labelbox, goal.Desired, record, cancellationToken);
                var recognised = Recognition.Of(record, goal.Desired, listing, sightings.Evidence, time.GetUtcNow());
                var mayAct = turn is not null && (Same(recognised, record) || await keeper.WriteAsync(turn, recognised, cancellationToken));
                record = recognised;
                var situation = new Situation(
                    goal.Desired, listing.Webhooks, listing.Faults.Keys.ToHashSet(StringComparer.Ordinal), record, sightings.All, retire, instance, goal.IsTunnel, time.GetUtcNow())
                {
                    HeldBack = goal.HeldBack,
                };
                pass = pass with { Situation = situation, Steps = Planner.Plan(situation), Faults = listing.Faults };
                List<Step> ours = [.. pass.Steps.Where(step => step.IsOurs && pass.FaultOf(step.Subscription) is null)];
                if (!apply || !mayAct || ours.Count is 0)
                {
                    return pass;
                }

                foreach (var step in ours)
                {
                    if (!await turn!.RenewAsync(cancellationToken))
                    {
                        return pass with { HadTurn = false };
                    }

                    try
                    {
                        if (await CarryOutAsync(step, turn, record, instance, secretOf, situation, cancellationToken) is not { } after)
                        {
                            return pass with { HadTurn = false };
                        }

                        record = after;
                        pass = pass with { Done = [.. pass.Done, step] };
                    }
                    catch (LabelboxApiException e) when (e is LabelboxNotAllowedException or LabelboxNotFoundException or LabelboxValidationException or LabelboxConflictException)
                    {
                        // What is refused to one subscription keeps nothing from the others.
                        pass = pass with { Refused = [.. pass.Refused, (step.Subscription, e)] };
                    }
                }
            }

            return pass;
        }
        catch (LabelboxApiException e)
        {
            return pass with { Fault = e, Steps = pass.Situation is null ? Planner.PlanUnseen(goal.Desired) : pass.Steps };
        }
    }

    /// <summary>Forgets our webhooks for every subscription but the given ones; nothing changes at Labelbox. False: another replica is at it, or the record cannot be written.</summary>
    public async Task<bool> ForgetAllButAsync(IReadOnlySet<string> subscriptions, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var turn = await turns.TryAcquireAsync(RecordKeeper.Work, lease, cancellationToken);
        return turn is not null && await keeper.ForgetAllButAsync(turn, subscriptions, cancellationToken);
    }

    /// <summary>The record after the step; null where it could not be kept.</summary>
    private async Task<SubscriptionRecord?> CarryOutAsync(
        Step step, LockHandle turn, SubscriptionRecord record, string instance, Func<DesiredSubscription, string?> secretOf, Situation situation, CancellationToken cancellationToken)
    {
        switch (step)
        {
            case Step.Create { Desired: var desired }:
                return secretOf(desired) is { } secret ? await CreateAsync(desired, secret, turn, record, instance, situation, cancellationToken) : null;
            case Step.Change change:
                await labelbox.UpdateAsync(change.WebhookId, change.Patch, cancellationToken);
                // What an earlier life of it delivered does not prove that it delivers now.
                return change.Patch.Status is null ? record : await KeepAsync(turn, record.With(record.Find(change.WebhookId)! with { Since = time.GetUtcNow() }), cancellationToken);
            case Step.Deactivate deactivate:
                await labelbox.DeactivateAsync(deactivate.WebhookId, cancellationToken);
                return record;
            default:
                throw new UnreachableException($"{step.Kind} is not for us to do.");
        }
    }

    private async Task<SubscriptionRecord?> CreateAsync(
        DesiredSubscription desired, string secret, LockHandle turn, SubscriptionRecord record, string instance, Situation situation, CancellationToken cancellationToken)
    {
        var intent = new Intent(desired.Name, desired.Project, desired.Url, desired.Mark, instance, time.GetUtcNow(), [.. situation.Actual.Select(actual => actual.Id)], desired.Topics);
        if (await KeepAsync(turn, record.With(intent), cancellationToken) is not { } with)
        {
            return null;
        }

        Webhook created;
        try
        {
            created = desired.Project is { } project
                ? await labelbox.CreateForProjectAsync(project, desired.Url, secret, desired.Topics, cancellationToken)
                : await labelbox.CreateForOrganizationAsync(desired.Url, secret, desired.Topics, cancellationToken);
        }
        catch (LabelboxApiException e) when (e is not LabelboxServerException)
        {
            // It was refused: nothing was created, and there is nothing to look for.
            await KeepAsync(turn, with.Without(intent), cancellationToken);
            throw;
        }

        return await KeepAsync(
            turn, with.Without(intent).With(new OwnWebhook(created.Id, desired.Name, desired.Project, desired.Mark, Proven: true, instance, intent.At, Answered: true)), cancellationToken);
    }

    private async Task<SubscriptionRecord?> KeepAsync(LockHandle turn, SubscriptionRecord record, CancellationToken cancellationToken) =>
        await keeper.WriteAsync(turn, record, cancellationToken) ? record : null;

    private static bool Same(SubscriptionRecord left, SubscriptionRecord right) =>
        ReferenceEquals(left, right) || string.Equals(left.ToJson(), right.ToJson(), StringComparison.Ordinal);
}
