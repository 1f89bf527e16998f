using System.Globalization;
using System.Text.Json;
using WebhookRelay.Ledger;
using WebhookRelay.Searching;

namespace WebhookRelay.Management;

/// <summary>Proves an entry's position in the hash chain: its fields, and the digests of all later entries up to the newest.</summary>
internal sealed class ProofApi(DeliveryLedger ledger, EntrySearch search, SecretReveal reveal)
{
    private const int BatchEntries = 1000;

    private static readonly string[] SingleValued = ["sequence", "to", "reveal"];

    public static void Map(IEndpointRouteBuilder admin) =>
        admin.MapGet("/ledger/proof/{id}", (HttpContext context, ProofApi api, string id, string? sequence, string? to, string? reveal) => api.ProveAsync(context, sequence, to, reveal))
            .Produces<Proof>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status400BadRequest)
            .WithSummary("Returns an entry, its links to the newest head, and its state.")
            .WithDescription(
                "digest = SHA-256 over the entry's fields; hash = SHA-256 over the hash before it and the digest; every field preceded by its length in 4 bytes, "
                + "numbers as 8 bytes, big-endian. 'links' holds the digest of each later entry, so that following them from 'hash' ends at 'head'. "
                + "'sequence' selects one of several entries with the same id. 'to' ends the links at that entry, for example one whose ledgerhash is known from an event.");

    private async Task ProveAsync(HttpContext context, string? sequence, string? to, string? revealed)
    {
        var errors = new ValidationErrors();
        errors.AddUnknown(context.Request.Query, SingleValued);
        var (wanted, end) = (Number(sequence, "sequence", errors), Number(to, "to", errors));
        if (errors.Any)
        {
            await errors.Problem().ExecuteAsync(context);
            return;
        }

        var entries = search.Find(new EntryFilter { Id = RawPath.LastSegment(context) }, new SearchOrder(NewestFirst: false), from: null, upTo: long.MaxValue, limit: 500).Entries;
        if (entries.FirstOrDefault(found => wanted is null || found.Entry.Sequence == wanted) is not { Entry: var entry, Settlement: var settlement }
            || Head(end) is not { } head || head.Sequence < entry.Sequence)
        {
            await TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, detail: "The ledger holds no entry with this id and sequence, or none with the sequence of 'to'.").ExecuteAsync(context);
            return;
        }

        var reveals = reveal.IsRequested(context, revealed, entry.Id);
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        Begin(json, entry, reveals);
        await WriteLinksAsync(json, entry.Sequence, head.Sequence, context.RequestAborted);
        End(json, head, settlement);
        await json.FlushAsync(context.RequestAborted);
    }

    private static long? Number(string? text, string name, ValidationErrors errors)
    {
        if (text is null)
        {
            return null;
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            errors.Add(name, "It must be the sequence of an entry.");
        }

        return number;
    }

    private (long Sequence, string Hash)? Head(long? to)
    {
        if (to is { } sequence)
        {
            return ledger.Find(sequence) is { } last ? (sequence, Convert.ToHexStringLower(last.Hash.Span)) : null;
        }

        var head = ledger.Chain.Head();
        return (head.Sequence, Convert.ToHexStringLower(head.Hash));
    }

    private void Begin(Utf8JsonWriter json, LedgerEntry entry, bool reveals)
    {
        json.WriteStartObject();
        json.WriteString("ledgerId"u8, ledger.LedgerId);
        json.WritePropertyName("entry"u8);
        JsonSerializer.Serialize(json, ProvenEntry.Of(entry, reveals), AdminJson.Default.ProvenEntry);
        json.WriteString("digest"u8, Convert.ToHexStringLower(EntryCodec.Digest(entry)));
        json.WriteString("previous"u8, Convert.ToHexStringLower(ledger.Chain.LinkBefore(entry.Sequence)));
        json.WriteString("hash"u8, Convert.ToHexStringLower(entry.Hash.Span));
        json.WriteStartArray("links"u8);
    }

    /// <summary>Written in batches, so that neither a long chain nor a slow reader blocks the ledger.</summary>
    private async Task WriteLinksAsync(Utf8JsonWriter json, long after, long last, CancellationToken cancellationToken)
    {
        while (after < last)
        {
            foreach (var entry in ledger.Chain.After(after, BatchEntries))
            {
                after = entry.Sequence;
                if (after > last)
                {
                    return;
                }

                json.WriteStringValue(Convert.ToHexStringLower(EntryCodec.Digest(entry)));
            }

            await json.FlushAsync(cancellationToken);
        }
    }

    private static void End(Utf8JsonWriter json, (long Sequence, string Hash) head, Settlement? settlement)
    {
        json.WriteEndArray();
        json.WritePropertyName("head"u8);
        JsonSerializer.Serialize(json, new ProvenHead(head.Sequence, head.Hash), AdminJson.Default.ProvenHead);
        json.WritePropertyName("outcome"u8);
        JsonSerializer.Serialize(
            json,
            new ProvenOutcome((settlement?.State ?? DeliveryState.Accepted).Name(), settlement?.At, settlement?.RoutingKey, settlement?.Error),
            AdminJson.Default.ProvenOutcome);
        json.WriteEndObject();
    }
}

/// <param name="LedgerId">The id of the entry's ledger.</param>
/// <param name="Entry">The digested fields, in order.</param>
/// <param name="Digest">SHA-256 over the fields, hex.</param>
/// <param name="Previous">The hash of the previous entry; 64 zeros for the first entry.</param>
/// <param name="Hash">Its own hash: the <c>ledgerhash</c> of its event.</param>
/// <param name="Links">The digests of the later entries, in order.</param>
/// <param name="Head">The end of the chain.</param>
/// <param name="Outcome">Its state. The chain does not cover it.</param>
internal sealed record Proof(
    string LedgerId, ProvenEntry Entry, string Digest, string Previous, string Hash, IReadOnlyList<string> Links, ProvenHead Head, ProvenOutcome Outcome);

/// <param name="Sequence">A number.</param>
/// <param name="Id">A text, as the next four.</param>
/// <param name="LabelboxEvent">The event header as received.</param>
/// <param name="Webhook">Empty for the path without a name.</param>
/// <param name="SecretMark">The mark of the secret that verified it.</param>
/// <param name="Headers">Their number, then name and value of each.</param>
/// <param name="BodySha256">32 bytes, here in hex.</param>
/// <param name="BodyLength">A number.</param>
/// <param name="AcceptedMicroseconds">A number, since 1970; absent if it equals the sequence, and then not digested.</param>
/// <param name="Masked">Whether a header is masked; then the digest can only be recomputed with <c>?reveal=true</c>.</param>
internal sealed record ProvenEntry(
    long Sequence, string Id, string LabelboxEvent, string Webhook, string SecretMark, IReadOnlyList<ProvenHeader> Headers, string BodySha256, long BodyLength, long? AcceptedMicroseconds,
    bool Masked)
{
    public static ProvenEntry Of(LedgerEntry entry, bool reveals)
    {
        List<KeyValuePair<string, string>> shown = [.. entry.Headers.Select(header => reveals ? header : Masking.Header(header))];
        return new ProvenEntry(
            entry.Sequence, entry.Id, entry.Event, entry.Webhook, entry.SecretMark, [.. shown.Select(header => new ProvenHeader(header.Key, header.Value))],
            Convert.ToHexStringLower(entry.BodyDigest.Span), entry.BodyLength,
            LedgerEntry.Microseconds(entry.AcceptedAt) is var accepted && accepted != entry.Sequence ? accepted : null, !shown.SequenceEqual(entry.Headers));
    }
}

internal sealed record ProvenHeader(string Name, string Value);

internal sealed record ProvenHead(long Sequence, string Hash);

internal sealed record ProvenOutcome(string State, DateTimeOffset? SettledAt, string? RoutingKey, string? Error);
