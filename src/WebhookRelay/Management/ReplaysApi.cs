using Microsoft.AspNetCore.Http.HttpResults;
using WebhookRelay.Replaying;

namespace WebhookRelay.Management;

/// <summary>Starts, lists and cancels replays.</summary>
internal sealed class ReplaysApi(ReplayOrderReader orderReader, ReplayForecast forecast, Replayer replayer)
{
    /// <summary>The caller of a replay that names none.</summary>
    private const string DefaultCaller = "api";

    public static void Map(IEndpointRouteBuilder admin)
    {
        admin.MapPost("/replays", (HttpRequest request, ReplaysApi api) => api.StartAsync(request))
            .Accepts<ReplayRequest>("application/json")
            .Produces<ForecastView>().Produces<ReplayView>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithSummary("Replays deliveries. With 'dryRun', only counts them by routing key and queue.")
            .WithDescription("Pass exactly one of 'ids', 'sequences' and 'filter'. An empty filter selects every delivery and requires \"all\": true. Null values are rejected.");
        admin.MapGet("/replays", (ReplaysApi api) => api.List())
            .Produces<ReplayList>()
            .WithSummary("Lists stored replays, newest first.");
        admin.MapGet("/replays/{id}", (Replayer replayer, string id) => Answer(replayer.Find(id)))
            .Produces<ReplayView>().ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Returns the progress of a replay.");
        admin.MapDelete("/replays/{id}", async (Replayer replayer, string id, CancellationToken cancellationToken) => Answer(await replayer.CancelAsync(id, cancellationToken)))
            .Produces<ReplayView>().ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Cancels a replay and returns its final state.");
    }

    private async Task<IResult> StartAsync(HttpRequest http)
    {
        var (errors, cancellationToken) = (new ValidationErrors(), http.HttpContext.RequestAborted);
        var request = await RequestBody.ReadAsync(http, AdminJson.Default.ReplayRequest, errors);
        var order = request is null ? null : await orderReader.ReadAsync(request, errors, cancellationToken);
        if (errors.Any)
        {
            return errors.Problem();
        }

        if (request!.DryRun)
        {
            return TypedResults.Json(ForecastView.Of(await forecast.CreateAsync(order!, cancellationToken)), AdminJson.Default.ForecastView);
        }

        if (replayer.Start(order!, request.By ?? DefaultCaller) is not { } replay)
        {
            return TypedResults.Problem(statusCode: StatusCodes.Status409Conflict, detail: $"{Replayer.MaxActive} replays are running. Wait for one to end, or cancel one.");
        }

        http.HttpContext.Response.Headers.Location = $"/replays/{replay.Id}";
        return TypedResults.Json(ReplayView.Of(replay), AdminJson.Default.ReplayView, statusCode: StatusCodes.Status202Accepted);
    }

    private JsonHttpResult<ReplayList> List()
    {
        var (replays, unreadable) = replayer.All();
        return TypedResults.Json(new ReplayList([.. replays.Select(ReplayView.Of)], unreadable.Count > 0 ? unreadable : null), AdminJson.Default.ReplayList);
    }

    private static IResult Answer(ReplayRecord? replay) => replay is null
        ? TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, detail: "There is no replay of this id.")
        : TypedResults.Json(ReplayView.Of(replay), AdminJson.Default.ReplayView);
}
