using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace WebhookRelay.LabelboxTwin.Exports;

/// <summary>The files of exports. Their addresses need no key.</summary>
internal sealed class ExportFileEndpoint(ExportJobs jobs, TimeProvider time)
{
    public const string Path = "/export-files";

    public async Task AnswerAsync(HttpContext context, string task, string stream, long start, long end)
    {
        if (jobs.Find(task) is not { } job)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var fault = jobs.TakeFault(fault => fault is not (ExportFault.NoFile or ExportFault.WrongStart));
        if (Status(fault) is { } refusal)
        {
            context.Response.StatusCode = refusal;
            return;
        }

        var skip = job.Settings.Ranges ? Skip(context.Request) : 0;
        var (from, until) = (start + skip, end + 1);
        var half = from + ((until - from) / 2);
        var response = context.Response;
        response.ContentType = "application/octet-stream";
        response.ContentLength = fault switch { ExportFault.Short => half - from, ExportFault.Long => until - from + 1, _ => until - from };
        if (skip > 0)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {skip}-{end - start}/{end - start + 1}");
        }

        await job.Stream(stream).WriteAsync(response.Body, from, fault is ExportFault.Broken or ExportFault.Short or ExportFault.Stalled ? half : until, context.RequestAborted);
        await EndAsync(context, fault);
    }

    private async Task EndAsync(HttpContext context, ExportFault fault)
    {
        switch (fault)
        {
            case ExportFault.Broken:
                await context.Response.Body.FlushAsync(context.RequestAborted);
                context.Abort();
                break;
            case ExportFault.Stalled:
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(Timeout.InfiniteTimeSpan, time, context.RequestAborted);
                break;
            case ExportFault.Long:
                await context.Response.Body.WriteAsync("x"u8.ToArray(), context.RequestAborted);
                break;
        }
    }

    private static int? Status(ExportFault fault) => fault switch
    {
        ExportFault.Forbidden => StatusCodes.Status403Forbidden,
        ExportFault.Missing => StatusCodes.Status404NotFound,
        ExportFault.Gone => StatusCodes.Status410Gone,
        ExportFault.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => null,
    };

    private static long Skip(HttpRequest request) =>
        RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var range) && range.Ranges.FirstOrDefault()?.From is { } from ? from : 0;
}
