using Microsoft.AspNetCore.Http.HttpResults;
using WebhookRelay.Labelbox.Api;
using WebhookRelay.Subscriptions;

namespace WebhookRelay.Management;

/// <summary>The subscriptions in the admin API.</summary>
internal sealed class SubscriptionsApi(ReconcileService reconcileService, ConditionTracker conditionTracker, DesiredStateReader desiredState, DeliveryObservations observations, IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>Calls to Labelbox may take as long as Labelbox:Deadline; API callers wait at most this long.</summary>
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(10);

    public static void Map(IEndpointRouteBuilder admin)
    {
        admin.MapGet("/subscriptions", (SubscriptionsApi api) => Json(api.Report()))
            .Produces<SubscriptionReport>()
            .WithSummary("Lists the desired and the actual webhooks, with the conditions of each subscription.");
        admin.MapPost("/subscriptions/plan", async (SubscriptionsApi api, CancellationToken cancellationToken) => Json(await api.PlanAsync(cancellationToken)))
            .Produces<SubscriptionReport>().ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithSummary("Queries Labelbox and returns the planned actions. Changes nothing.");
        admin.MapPost("/subscriptions/apply", (SubscriptionsApi api, CancellationToken cancellationToken) => api.ApplyAsync(retire: null, cancellationToken))
            .Produces<SubscriptionReport>().ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithSummary("Applies the plan.")
            .WithDescription("Requires Subscriptions:Mode=Apply. 'fault' holds Labelbox's error, 'toDo' the remaining actions.");
        admin.MapPost("/subscriptions/{name}/retire-old", (SubscriptionsApi api, string name, CancellationToken cancellationToken) => api.ApplyAsync(name, cancellationToken))
            .Produces<SubscriptionReport>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithSummary("Deactivates the webhooks with an older secret without waiting for the first delivery of the new one.");
        admin.MapPost("/subscriptions/forget", (SubscriptionsApi api, CancellationToken cancellationToken) => api.ForgetAsync(cancellationToken))
            .Produces<SubscriptionReport>().ProducesProblem(StatusCodes.Status409Conflict)
            .WithSummary("Forgets the webhooks of subscriptions that are no longer configured. Changes nothing at Labelbox.");
    }

    private async Task<IResult> ForgetAsync(CancellationToken cancellationToken) => await reconcileService.ForgetAsync(cancellationToken)
        ? Json(Report())
        : LockNotHeld();

    private static ProblemHttpResult LockNotHeld() =>
        TypedResults.Problem("Another replica is reconciling, Redis does not respond, or the record cannot be written. Try again.", statusCode: StatusCodes.Status409Conflict);

    private static JsonHttpResult<SubscriptionReport> Json(SubscriptionReport report) => TypedResults.Json(report, AdminJson.Default.SubscriptionReport);

    /// <exception cref="LabelboxTimeoutException">The comparison continues; its result is available later.</exception>
    public async Task<SubscriptionReport> PlanAsync(CancellationToken cancellationToken)
    {
        await RunAsync(apply: false, retire: null, cancellationToken);
        return Report();
    }

    /// <exception cref="LabelboxTimeoutException">The reconciliation continues; its result is available later.</exception>
    public async Task<IResult> ApplyAsync(string? retire, CancellationToken cancellationToken)
    {
        if (retire is not null && !desiredState.Configured.ContainsKey(retire))
        {
            return TypedResults.Problem("There is no subscription of this name. GET /subscriptions (webhook-relay subscriptions) lists them.", statusCode: StatusCodes.Status404NotFound);
        }

        if (desiredState.Current().Mode is not SubscriptionMode.Apply)
        {
            return TypedResults.Problem("Subscriptions:Mode is Observe: the relay changes nothing at Labelbox. Set it to Apply.", statusCode: StatusCodes.Status409Conflict);
        }

        var result = await RunAsync(apply: true, retire, cancellationToken);
        return result.HeldLock
            ? Json(Report())
            : LockNotHeld();
    }

    /// <exception cref="LabelboxTimeoutException">The reconciliation continues; its result is available later.</exception>
    private async Task<ReconcileResult> RunAsync(bool apply, string? retire, CancellationToken cancellationToken)
    {
        try
        {
            return await reconcileService.RunAsync(apply, retire, lifetime.ApplicationStopping).WaitAsync(ResponseTimeout, time, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new LabelboxTimeoutException($"Labelbox has not answered within {ResponseTimeout.TotalSeconds} s. The comparison continues: GET /subscriptions shows its result.", e);
        }
    }

    public SubscriptionReport Report()
    {
        var (goal, result) = (desiredState.Current(), conditionTracker.LastResult);
        var conditions = conditionTracker.Evaluate();
        return new SubscriptionReport(
            goal.Mode.ToString(),
            goal.PublicUrl,
            goal.IsTunnel,
            result is { Input: not null } ? result.At : null,
            result?.Fault?.Message ?? result?.Refused.Select(each => each.Fault.Message).FirstOrDefault(),
            [.. desiredState.Configured.Select(each => View(each.Key, each.Value, goal, result, conditions))],
            [.. (result?.Done ?? []).Select(View)],
            [.. (result?.Actions ?? []).Except(result?.Done ?? []).Select(View)]);
    }

    private SubscriptionView View(
        string name, SubscriptionOptions options, DesiredState goal, ReconcileResult? result, IReadOnlyList<(string Subscription, Condition Condition, DateTimeOffset Since)> conditions)
    {
        var desired = goal.Webhooks.FirstOrDefault(each => string.Equals(each.Name, name, StringComparison.OrdinalIgnoreCase));
        return new SubscriptionView(
            name,
            desired?.Url,
            options.Project,
            options.Organization,
            [.. options.Topics.Select(WebhookTopics.Normalize)],
            options.Version.ToString(),
            observations.SilenceDetectorFor(name)?.Last,
            desired is null || result?.Input is not { } input ? [] : [.. input.Record.Webhooks.Where(desired.IsFor).Select(own => View(own, input))],
            [.. conditions.Where(each => string.Equals(each.Subscription, name, StringComparison.OrdinalIgnoreCase))
                .Select(each => new ConditionView(each.Condition.Type.ToString(), each.Condition.Status.ToString(), each.Condition.Reason, each.Condition.Message, each.Since))]);
    }

    private WebhookView View(OwnWebhook own, ReconcileInput input)
    {
        var listed = input.Find(own)?.Listed;
        var sighting = own.Mark is { } mark ? observations.All.GetValueOrDefault(new SignedBy(own.Subscription, mark)) : null;
        return new WebhookView(own.Id, listed?.Url, listed?.Topics ?? [], listed?.StatusText, own.CreatedBy is not null, own.Mark, own.Proven, sighting?.Version?.ToUpperInvariant(), sighting?.Last);
    }

    private static StepView View(PlannedAction action) => new(
        action.Subscription,
        action.Kind,
        action.Why,
        action switch
        {
            PlannedAction.Change change => change.WebhookId,
            PlannedAction.Deactivate deactivate => deactivate.WebhookId,
            PlannedAction.Manual byHand => byHand.WebhookId,
            PlannedAction.Wait wait => wait.WebhookId,
            _ => null,
        },
        action is PlannedAction.Manual { Instructions: var instructions } ? instructions : null);
}

/// <param name="Mode"><c>Observe</c> or <c>Apply</c>.</param>
/// <param name="PublicUrl">The address at which Labelbox reaches the relay; absent while unknown.</param>
/// <param name="Tunnel">Whether it is a tunnel's address.</param>
/// <param name="AskedAt">When Labelbox last answered; absent if it could not be queried.</param>
/// <param name="Fault">Why the last comparison failed; absent if it succeeded.</param>
/// <param name="Subscriptions">The configuration and state of each subscription.</param>
/// <param name="Done">The actions taken by the last comparison.</param>
/// <param name="ToDo">The remaining actions.</param>
internal sealed record SubscriptionReport(
    string Mode, string? PublicUrl, bool Tunnel, DateTimeOffset? AskedAt, string? Fault,
    IReadOnlyList<SubscriptionView> Subscriptions, IReadOnlyList<StepView> Done, IReadOnlyList<StepView> ToDo);

internal sealed record SubscriptionView(
    string Name, string? Url, string? Project, bool Organization, IReadOnlyList<string> Topics, string Version, DateTimeOffset? LastDeliveryAt,
    IReadOnlyList<WebhookView> Webhooks, IReadOnlyList<ConditionView> Conditions);

/// <param name="Id">Labelbox's id.</param>
/// <param name="Url">Its address.</param>
/// <param name="Topics">Its topics.</param>
/// <param name="Status">The status in Labelbox's spelling; absent if it is not listed.</param>
/// <param name="Created">Whether the relay created it.</param>
/// <param name="SecretMark">The mark of its secret.</param>
/// <param name="SecretProven">Whether the secret is proven, not only assumed.</param>
/// <param name="Delivers"><c>V1</c>, <c>V2</c> or <c>UNKNOWN</c>, from its deliveries; absent before the first.</param>
/// <param name="LastDeliveryAt">When the newest delivery with its secret arrived.</param>
internal sealed record WebhookView(
    string Id, string? Url, IReadOnlyList<string> Topics, string? Status, bool Created, string? SecretMark, bool SecretProven, string? Delivers, DateTimeOffset? LastDeliveryAt);

internal sealed record ConditionView(string Type, string Status, string Reason, string Message, DateTimeOffset Since);

internal sealed record StepView(string Subscription, string Step, string Why, string? WebhookId, IReadOnlyList<string>? Instructions);
