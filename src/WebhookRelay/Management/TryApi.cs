using System.Security.Cryptography;
using WebhookRelay.Ledger;
using WebhookRelay.Receiving;
using WebhookRelay.SampleData;
using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.Management;

/// <summary>Sends generated deliveries in Development, to see what becomes of them.</summary>
internal sealed class TryApi(TryDelivery trial, TrialCommand command, WebhookSecrets secrets, DeliveryLedger ledger, TimeProvider time)
{
    private const long MaxBytes = 16 * 1024 * 1024;

    public static void Map(IEndpointRouteBuilder admin) =>
        admin.MapPost("/try", (HttpRequest request, TryApi api) => api.SendAsync(request))
            .Accepts<TryRequest>("application/json")
            .Produces<TryView>().ProducesProblem(StatusCodes.Status400BadRequest)
            .WithSummary("Sends a signed delivery through the public port, and returns the answer. In Development only.")
            .WithDescription("It is generated, or a delivery that the ledger holds ('repeats'). 'curl' is the same as a shell command.");

    private async Task<IResult> SendAsync(HttpRequest http)
    {
        var errors = new ValidationErrors();
        var request = await RequestBody.ReadAsync(http, AdminJson.Default.TryRequest, errors);
        var delivery = request is null ? null : request.Repeats is { } id ? Repeated(id, request, errors) : Generated(request, errors);
        if (delivery is null || errors.Any)
        {
            return errors.Problem();
        }

        var result = await trial.SendAsync(delivery, http.HttpContext.RequestAborted);
        var entry = result.Entry is { } found ? DeliverySummary.Text(found.Sequence) : null;
        return TypedResults.Json(
            new TryView(
                delivery.Id, delivery.Topic, delivery.Webhook, result.Bytes, result.Status, result.Answer, result.Error, Math.Round(result.Took.TotalMilliseconds, 1),
                entry, entry is null ? null : $"/entries/{entry}", command.Of(delivery, trial.AddressOf(delivery.Webhook), showsBody: request!.Repeats is null)),
            AdminJson.Default.TryView);
    }

    /// <summary>The same delivery again: its id, its topic and its body.</summary>
    private TrialDelivery? Repeated(string id, TryRequest request, ValidationErrors errors)
    {
        if (request is { Topic: not null } or { Media: not null } or { Size: not null } or { Version: not null } or { Webhook: not null })
        {
            errors.Add("repeats", "A repeated delivery keeps its topic, body and webhook: leave out topic, media, size, version and webhook.");
        }

        var fault = FaultOf(request, errors);
        if (ledger.Ids.First(id) is { } known && ledger.Find(known.Sequence) is { } entry && ledger.ReadBody(entry) is EntryBody.InMemory { Bytes: var body })
        {
            return new TrialDelivery(entry.Id, entry.Event, entry.Webhook, body, fault);
        }

        errors.Add("repeats", "The ledger holds no such delivery, or its body is above 1 MiB.");
        return null;
    }

    private TrialDelivery? Generated(TryRequest request, ValidationErrors errors)
    {
        var (topic, webhook) = (request.Topic ?? Topics.LabelUpdated, request.Webhook ?? string.Empty);
        if (topic.Length is 0 or > 256 || topic.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            errors.Add("topic", "It must have between 1 and 256 visible ASCII characters.");
        }

        if (!secrets.IsConfigured(webhook))
        {
            errors.Add("webhook", "There is no such webhook.");
        }

        var media = Media.Image;
        if (request.Media is { } kind && !(kind.All(char.IsAsciiLetter) && Enum.TryParse(kind, ignoreCase: true, out media)))
        {
            errors.Add("media", $"Valid values are {string.Join(", ", Enum.GetNames<Media>())}.");
        }

        if (request.Version is not (null or "v1" or "v2"))
        {
            errors.Add("version", "Valid values are v1 and v2.");
        }

        if (request.Size is < 1 or > MaxBytes)
        {
            errors.Add("size", $"It must be between 1 and {MaxBytes} bytes.");
        }

        var fault = FaultOf(request, errors);
        if (errors.Any)
        {
            return null;
        }

        var seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        if (SampleDelivery.Of(topic, media, request.Version is "v1", request.Size, seed, now) is not { } made)
        {
            errors.Add("size", "A V1 delivery of this kind of data has a fixed size: its annotations are a URL.");
            return null;
        }

        return new TrialDelivery(made.Id, topic, webhook, made.Body().SelectMany(part => part.ToArray()).ToArray(), fault);
    }

    private static TrialFault FaultOf(TryRequest request, ValidationErrors errors)
    {
        switch (request.Fault)
        {
            case null:
                return TrialFault.None;
            case "wrongSecret":
                return TrialFault.WrongSecret;
            case "halfBody":
                return TrialFault.HalfBody;
            default:
                errors.Add("fault", "Valid values are wrongSecret and halfBody.");
                return TrialFault.None;
        }
    }
}

/// <summary>What to send; every member has a default.</summary>
internal sealed record TryRequest
{
    /// <summary>The event header, and the topic of the generated body; default: LABEL_UPDATED.</summary>
    public string? Topic { get; init; }

    /// <summary>The kind of data: image, video, text, document, geospatial, audio, conversational, html, dicom or llm; default: image.</summary>
    public string? Media { get; init; }

    /// <summary>The approximate size of the body in bytes, at most 16 MiB; default: a few annotations.</summary>
    public long? Size { get; init; }

    /// <summary>v1 or v2; default: v2.</summary>
    public string? Version { get; init; }

    /// <summary>A configured webhook; default: the path without a name.</summary>
    public string? Webhook { get; init; }

    /// <summary>The id of a delivery in the ledger to send again, with the same id and body.</summary>
    public string? Repeats { get; init; }

    /// <summary>wrongSecret: signed with a secret that the webhook does not have. halfBody: the second half is cut off after signing.</summary>
    public string? Fault { get; init; }
}

/// <param name="Id">The delivery's id.</param>
/// <param name="Topic">The event header.</param>
/// <param name="Webhook">The webhook; empty for the path without a name.</param>
/// <param name="Bytes">The bytes of the body as sent.</param>
/// <param name="Status">The status of the answer; absent if there was none.</param>
/// <param name="Answer">accepted or duplicate, or a state with <c>Receiving:Acknowledge=Relayed</c>; absent if it was refused.</param>
/// <param name="Error">Why there was no answer; absent if there was one.</param>
/// <param name="Milliseconds">The time until the answer.</param>
/// <param name="Sequence">The entry's sequence; absent if it was refused.</param>
/// <param name="Link">The path that shows the entry.</param>
/// <param name="Curl">Shell commands that send it again. The secret is read from a file.</param>
internal sealed record TryView(
    string Id, string Topic, string Webhook, int Bytes, int? Status, string? Answer, string? Error, double Milliseconds, string? Sequence, string? Link, string Curl);
