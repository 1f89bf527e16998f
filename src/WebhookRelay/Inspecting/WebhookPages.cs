using Microsoft.AspNetCore.Http.HttpResults;
using WebhookRelay.Inspector.Layout;
using WebhookRelay.Inspector.Webhooks;
using WebhookRelay.Management;

namespace WebhookRelay.Inspecting;

/// <summary>The webhooks at Labelbox: what the admin API's report says, and its actions as forms.</summary>
internal sealed class WebhookPages(SubscriptionsApi subscriptions, StatusApi status)
{
    private const string Page = $"{InspectorGuard.Root}/webhooks";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/webhooks", (WebhookPages webhooks) => PageResult.Of<WebhooksPage, WebhooksView>("webhooks", webhooks.Read()));
        pages.MapPost("/webhooks/plan", async (HttpContext context, WebhookPages webhooks) => Answer(context, await webhooks.PlanAsync(context.RequestAborted)));
        pages.MapPost("/webhooks/apply", async (HttpContext context, WebhookPages webhooks) => Answer(context, await webhooks.ApplyAsync(retire: null, context.RequestAborted)));
        pages.MapPost("/webhooks/{name}/retire", async (HttpContext context, WebhookPages webhooks, string name) => Answer(context, await webhooks.ApplyAsync(name, context.RequestAborted)));
    }

    private async Task<IResult?> PlanAsync(CancellationToken cancellationToken)
    {
        await subscriptions.PlanAsync(cancellationToken);
        return null;
    }

    private Task<IResult> ApplyAsync(string? retire, CancellationToken cancellationToken) => subscriptions.ApplyAsync(retire, cancellationToken);

    private static IResult Answer(HttpContext context, IResult? result) => result is ProblemHttpResult problem
        ? PageResult.Error(problem.StatusCode, new ErrorView("Nothing was changed", problem.ProblemDetails.Detail ?? "The relay could not do it now.", "Compare with Labelbox again.", Page, "Back to Webhooks"))
        : LoginEndpoints.SeeOther(context, Page);

    private WebhooksView Read()
    {
        var report = subscriptions.Report();
        return new WebhooksView(
            report.Mode, report.PublicUrl, report.Tunnel, report.AskedAt, report.Fault,
            [.. report.Subscriptions.Select(Card)],
            [.. report.Done.Select(Row)],
            [.. report.ToDo.Select(Row)],
            [.. status.Read().Receiving.Webhooks.Select(own => new ReceivingRow(own.Path, own.SecretMarks, own.DevelopmentSecret))]);
    }

    private static WebhookCard Card(SubscriptionView own) => new(
        own.Name,
        own.Url,
        own.Organization ? "the whole organization" : own.Project is { } project ? $"project {project}" : "no project",
        own.Topics,
        own.Version,
        own.LastDeliveryAt,
        [.. own.Conditions.Select(each => new ConditionRow(each.Type, each.Status, each.Reason, each.Message, each.Since))],
        [.. own.Webhooks.Select(each => new RegisteredRow(each.Id, each.Status, each.SecretMark, each.SecretProven, each.Delivers, each.LastDeliveryAt, each.Created))]);

    private static ActionRow Row(StepView step) => new(step.Subscription, step.Step, step.Why, step.Instructions ?? []);
}
