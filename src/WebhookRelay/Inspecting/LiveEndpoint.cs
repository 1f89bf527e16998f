using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using WebhookRelay.Management;

namespace WebhookRelay.Inspecting;

/// <summary>Streams the changes of a list as server-sent events.</summary>
internal sealed class LiveEndpoint(LiveLists lists, InspectorSessions sessions, TimeProvider time)
{
    /// <summary>An idle stream repeats a comment, which also detects a viewer that is gone and a session that has ended.</summary>
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(5);

    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet("/live", (HttpContext context, LiveEndpoint live) => live.StreamAsync(context));

    private async Task<IResult> StreamAsync(HttpContext context)
    {
        var (asked, errors) = (FilterQuery.Of(context.Request.Query), new ValidationErrors());
        var filter = asked.Text.Read(errors, time.GetUtcNow());
        if (errors.Any)
        {
            return errors.Problem();
        }

        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        using var viewer = lists.Join(asked.ToQuery(), filter);
        if (viewer is null)
        {
            await response.WriteAsync("event: stop\ndata: too many\n\n", context.RequestAborted);
            return Results.Empty;
        }

        await response.WriteAsync(": open\n\n", context.RequestAborted);
        await response.Body.FlushAsync(context.RequestAborted);
        try
        {
            while (sessions.Of(context.Request) is not null && await WriteAsync(response, viewer, context.RequestAborted))
            {
            }
        }
        catch (OperationCanceledException)
        {
            // The viewer is gone.
        }

        return Results.Empty;
    }

    /// <summary>False at the end.</summary>
    private async Task<bool> WriteAsync(HttpResponse response, LiveViewer viewer, CancellationToken cancellationToken)
    {
        try
        {
            if (!await viewer.Changes.WaitToReadAsync(cancellationToken).AsTask().WaitAsync(CheckInterval, time, cancellationToken))
            {
                return false;
            }
        }
        catch (TimeoutException)
        {
            await response.WriteAsync(":\n\n", cancellationToken);
            await response.Body.FlushAsync(cancellationToken);
            return true;
        }

        while (viewer.Changes.TryRead(out var change))
        {
            await response.WriteAsync($"event: rows\ndata: {JsonSerializer.Serialize(change, LiveJson.Default.LiveChange)}\n\n", Encoding.UTF8, cancellationToken);
        }

        await response.Body.FlushAsync(cancellationToken);
        return true;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LiveChange))]
internal sealed partial class LiveJson : JsonSerializerContext;
