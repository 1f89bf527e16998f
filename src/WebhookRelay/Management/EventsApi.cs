using System.Globalization;
using WebhookRelay.Ledger;
using WebhookRelay.Relaying;

namespace WebhookRelay.Management;

/// <summary>Streams published events as server-sent events.</summary>
internal sealed class EventsApi(DeliveryLedger ledger, PublishedEventReader events, IHostApplicationLifetime lifetime, SecretReveal reveal, TimeProvider time)
{
    /// <summary>The maximum number of open streams; each handles every event.</summary>
    private const int MaxStreams = 32;

    private const string Beginning = "beginning";

    private static readonly string[] SingleValued = ["project", "after", "reveal"];

    private int _streams;

    public static void Map(IEndpointRouteBuilder admin) =>
        admin.MapGet("/events", (HttpContext context, EventsApi api, string[]? topic, string? project, string? after, string? reveal) => api.StreamAsync(context, topic, project, after, reveal))
            .Produces<string>(StatusCodes.Status200OK, "text/event-stream").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithSummary("Streams events as they are published, as server-sent events.")
            .WithDescription(
                "Continues after Last-Event-ID or 'after', which may also be 'beginning'; otherwise starts now. An event named 'gap' means that events may be missing: "
                + "retention removed them, or the cursor belongs to another replica. Each event is sent once, when it is relayed or unrouted. Replays are not sent.");

    private async Task StreamAsync(HttpContext context, string[]? topic, string? project, string? after, string? revealed)
    {
        var errors = new ValidationErrors();
        errors.AddUnknown(context.Request.Query, SingleValued, "topic");
        var filter = new FilterText { Topic = topic is [] ? null : topic, Project = project }.Read(errors, time.GetUtcNow());
        var given = context.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } last] ? last : after;
        var start = given is null ? new EventCursor(ledger.LedgerId, ledger.Published.End()) : Parse(given);
        if (start is null)
        {
            errors.Add(string.Equals(given, after, StringComparison.Ordinal) ? "after" : "Last-Event-ID", "It must be the id of an event of this stream, or 'beginning'.");
        }

        if (errors.Any)
        {
            await errors.Problem().ExecuteAsync(context);
            return;
        }

        if (Interlocked.Increment(ref _streams) > MaxStreams)
        {
            Interlocked.Decrement(ref _streams);
            context.Response.Headers.RetryAfter = "30";
            await TypedResults.Problem(statusCode: StatusCodes.Status503ServiceUnavailable, detail: $"{MaxStreams} streams are open already.").ExecuteAsync(context);
            return;
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            var reveals = reveal.IsRequested(context, revealed, "(every event of a stream)");
            await new EventStream(ledger, events, filter, reveals, context.Response, time).WriteAsync(start!, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The reader disconnected or the service stops.
        }
        finally
        {
            Interlocked.Decrement(ref _streams);
        }
    }

    private EventCursor? Parse(string text)
    {
        if (string.Equals(text, Beginning, StringComparison.OrdinalIgnoreCase))
        {
            return new EventCursor(ledger.LedgerId, ledger.Published.Begin());
        }

        return text.Split('/') is [{ Length: > 0 and <= 64 } id, var number]
            && id.All(char.IsAsciiLetterOrDigit)
            && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)
            && parsed < long.MaxValue
            ? new EventCursor(id, parsed)
            : null;
    }
}

/// <summary>A position in the stream of one replica: the <c>id</c> of an event.</summary>
internal sealed record EventCursor(string LedgerId, long Number)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{LedgerId}/{Number}");
}
