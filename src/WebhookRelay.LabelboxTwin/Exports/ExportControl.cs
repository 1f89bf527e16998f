using WebhookRelay.LabelboxTwin.Control;

namespace WebhookRelay.LabelboxTwin.Exports;

/// <summary>Endpoints that show exports and configure them.</summary>
internal static class ExportControl
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public static void Map(RouteGroupBuilder twin)
    {
        twin.MapGet("/exports", (ExportJobs jobs, TimeProvider time) => new
        {
            jobs.Settings,
            tasks = jobs.All.Select(job => new { job.Id, job.Name, status = job.Status(time), bytes = job.Result.Length, rows = job.Result.Lines, errors = job.Errors.Lines }),
        });
        twin.MapPut("/exports", (ExportJobs jobs, ExportSettings settings) =>
        {
            if (FindError(settings) is { } error)
            {
                return ControlProblem.BadRequest(error);
            }

            jobs.Settings = settings;
            return TypedResults.Ok(settings);
        });
    }

    private static string? FindError(ExportSettings settings) => settings switch
    {
        { ChunkBytes: < 1 } => "chunkBytes must be at least 1.",
        { GeneratedRows: < 0 } => "generatedRows must be at least 0.",
        { MostPerProject: < 1 } or { MostPerOrganization: < 1 } => "mostPerProject and mostPerOrganization must be at least 1.",
        _ when settings.GeneratedRowBytes < GeneratedContent.LeastRowBytes => $"generatedRowBytes must be at least {GeneratedContent.LeastRowBytes}.",
        _ when !IsDuration(settings.RunsFor) || !IsDuration(settings.HiddenFor) || !IsDuration(settings.IndexLag) => "runsFor, hiddenFor and indexLag must be between 00:00:00 and 1.00:00:00.",
        _ => null,
    };

    private static bool IsDuration(TimeSpan time) => time >= TimeSpan.Zero && time <= Longest;
}
