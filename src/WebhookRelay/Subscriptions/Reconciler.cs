using System.Diagnostics;
using WebhookRelay.Coordination;
using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Subscriptions;

/// <summary>
/// Reconciles the registered webhooks with the desired state: list, recognise, plan, apply, and list again until the plan
/// is empty. After any failure the next run starts with the list, so that no action relies on a lost answer.
/// </summary>
internal sealed class Reconciler(ILabelboxWebhooks labelbox, IDistributedLock distributedLock, SubscriptionRecordStore store, DeliveryObservations observations, TimeProvider time)
{
    private const int MaxRounds = 6;

    /// <param name="desired">The desired state.</param>
    /// <param name="instance">Identifies this instance in the webhooks it creates.</param>
    /// <param name="secretOf">Returns the secret to create a webhook with.</param>
    /// <param name="lease">Longer than any single API call may take.</param>
    /// <param name="apply">Whether to apply the plan.</param>
    /// <param name="retire">Subscriptions whose old webhooks the operator retires.</param>
    /// <param name="cancellationToken">Cancels between two actions; the current action may have been applied.</param>
    public async Task<ReconcileResult> RunAsync(
        DesiredState desired, string instance, Func<DesiredWebhook, string?> secretOf, TimeSpan lease, bool apply, IReadOnlySet<string> retire, CancellationToken cancellationToken)
    {
        await using var handle = await distributedLock.TryAcquireAsync(SubscriptionRecordStore.LockName, lease, cancellationToken);
        var result = new ReconcileResult(desired, time.GetUtcNow(), handle is not null);
        if (!desired.IsKnown)
        {
            return result;
        }

        var record = await store.ReadAsync(cancellationToken);
        try
        {
            for (var round = 0; round < MaxRounds; round++)
            {
                var listing = await WebhookListing.QueryAsync(labelbox, desired.Webhooks, record, cancellationToken);
                var recognized = WebhookRecognizer.Recognize(record, desired.Webhooks, listing, observations.Evidence, time.GetUtcNow());
                var mayAct = handle is not null && (Same(recognized, record) || await store.WriteAsync(handle, recognized, cancellationToken));
                record = recognized;
                var input = new ReconcileInput(
                    desired.Webhooks, listing.Webhooks, listing.Faults.Keys.ToHashSet(StringComparer.Ordinal), record, observations.All, retire, instance, desired.IsTunnel, time.GetUtcNow())
                {
                    HeldBack = desired.HeldBack,
                };
                result = result with { Input = input, Actions = Planner.Plan(input), Faults = listing.Faults };
                List<PlannedAction> ours = [.. result.Actions.Where(action => action.IsAutomatic && result.FaultFor(action.Subscription) is null)];
                if (!apply || !mayAct || ours.Count is 0)
                {
                    return result;
                }

                foreach (var action in ours)
                {
                    if (!await handle!.RenewAsync(cancellationToken))
                    {
                        return result with { HeldLock = false };
                    }

                    try
                    {
                        if (await ExecuteAsync(action, handle, record, instance, secretOf, input, cancellationToken) is not { } after)
                        {
                            return result with { HeldLock = false };
                        }

                        record = after;
                        result = result with { Done = [.. result.Done, action] };
                    }
                    catch (LabelboxApiException e) when (e is LabelboxNotAllowedException or LabelboxNotFoundException or LabelboxValidationException or LabelboxConflictException)
                    {
                        // A refusal for one subscription does not affect the others.
                        result = result with { Refused = [.. result.Refused, (action.Subscription, e)] };
                    }
                }
            }

            return result;
        }
        catch (LabelboxApiException e)
        {
            return result with { Fault = e, Actions = result.Input is null ? Planner.PlanUnseen(desired.Webhooks) : result.Actions };
        }
    }

    /// <summary>Forgets the webhooks of all other subscriptions; changes nothing at Labelbox. False if another replica holds the lock or the record cannot be written.</summary>
    public async Task<bool> ForgetAllButAsync(IReadOnlySet<string> subscriptions, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var handle = await distributedLock.TryAcquireAsync(SubscriptionRecordStore.LockName, lease, cancellationToken);
        return handle is not null && await store.ForgetAllButAsync(handle, subscriptions, cancellationToken);
    }

    /// <summary>The record after the action; null if it could not be saved.</summary>
    private async Task<SubscriptionRecord?> ExecuteAsync(
        PlannedAction action, LockHandle handle, SubscriptionRecord record, string instance, Func<DesiredWebhook, string?> secretOf, ReconcileInput input, CancellationToken cancellationToken)
    {
        switch (action)
        {
            case PlannedAction.Create { Desired: var desired }:
                return secretOf(desired) is { } secret ? await CreateAsync(desired, secret, handle, record, instance, input, cancellationToken) : null;
            case PlannedAction.Change change:
                await labelbox.UpdateAsync(change.WebhookId, change.Patch, cancellationToken);
                // Deliveries from before the reactivation do not prove that it delivers now.
                return change.Patch.Status is null ? record : await SaveAsync(handle, record.With(record.Find(change.WebhookId)! with { Since = time.GetUtcNow() }), cancellationToken);
            case PlannedAction.Deactivate deactivate:
                await labelbox.DeactivateAsync(deactivate.WebhookId, cancellationToken);
                return record;
            default:
                throw new UnreachableException($"{action.Kind} cannot be applied automatically.");
        }
    }

    private async Task<SubscriptionRecord?> CreateAsync(
        DesiredWebhook desired, string secret, LockHandle handle, SubscriptionRecord record, string instance, ReconcileInput input, CancellationToken cancellationToken)
    {
        var intent = new Intent(desired.Name, desired.Project, desired.Url, desired.Mark, instance, time.GetUtcNow(), [.. input.Actual.Select(actual => actual.Id)], desired.Topics);
        if (await SaveAsync(handle, record.With(intent), cancellationToken) is not { } with)
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
            // The API refused it, so nothing was created.
            await SaveAsync(handle, with.Without(intent), cancellationToken);
            throw;
        }

        return await SaveAsync(
            handle, with.Without(intent).With(new OwnWebhook(created.Id, desired.Name, desired.Project, desired.Mark, Proven: true, instance, intent.At, Answered: true)), cancellationToken);
    }

    private async Task<SubscriptionRecord?> SaveAsync(LockHandle handle, SubscriptionRecord record, CancellationToken cancellationToken) =>
        await store.WriteAsync(handle, record, cancellationToken) ? record : null;

    private static bool Same(SubscriptionRecord left, SubscriptionRecord right) =>
        ReferenceEquals(left, right) || string.Equals(left.ToJson(), right.ToJson(), StringComparison.Ordinal);
}
