using Microsoft.AspNetCore.Http.HttpResults;
using WebhookRelay.Replaying;

namespace WebhookRelay.Management;

/// <summary>Starts, lists and cancels replays.</summary>
internal sealed class ReplaysApi(ReplayOrderReader orderReader, ReplayForecast forecast, Replayer replayer)
{
    public static void Map(IEndpointRouteBuilder admin)
    {
        admin.MapPost("/replays", (HttpRequest request, ReplaysApi api) => api.StartAsync(request))
            .Accepts<ReplayRequest>("application/json")
            .Produces<ForecastView>().Produces<ReplayView>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithSummary("Replays deliveries, or with dryRun says how many would go where.")
            .WithDescription("By exactly one of ids, sequences and filter. An empty filter means every delivery, and is taken only with \"all\": true. No member and no element may be null.");
        admin.MapGet("/replays", (ReplaysApi api) => api.List())
            .Produces<ReplayList>()
            .WithSummary("Every replay that is remembered, newest first.");
        admin.MapGet("/replays/{id}", (Replayer replayer, string id) => Answer(replayer.Find(id)))
            .Produces<ReplayView>().ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("How far a replay is.");
        admin.MapDelete("/replays/{id}", async (Replayer replayer, string id, CancellationToken cancellationToken) => Answer(await replayer.CancelAsync(id, cancellationToken)))
            .Produces<ReplayView>().ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Cancels a replay, and says how it ended.");
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

        if (replayer.Start(order!) is not { } replay)
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
