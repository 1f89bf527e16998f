using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using WebhookRelay.Ledger;
using WebhookRelay.Relaying;
using WebhookRelay.Searching;

namespace WebhookRelay.Management;

/// <summary>Collects everything known about one entry.</summary>
internal sealed class DeliveryDetailReader(DeliveryLedger ledger, PublishedEventReader events)
{
    /// <summary>A longer payload must be fetched separately.</summary>
    public const int MaxShownBytes = 1024 * 1024;

    /// <summary>Null if there is no such entry.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read now.</exception>
    public async ValueTask<DeliveryDetail?> ReadAsync(long sequence, bool reveal, CancellationToken cancellationToken)
    {
        var (entry, settlement, attempts) = ledger.Read(view => view.Find(sequence) is { } found
            ? (found, view.ReadSettlement(sequence), AttemptLog.Read(view, sequence, view.ReadSettlement(sequence)))
            : default((LedgerEntry?, Settlement?, IReadOnlyList<DeliveryAttempt>)));
        if (entry is null)
        {
            return null;
        }

        var body = ledger.ReadBody(entry) is EntryBody.InMemory { Length: <= MaxShownBytes, Bytes: var bytes } ? bytes : default(ReadOnlyMemory<byte>?);
        var published = await events.ReadPublishedAsync(entry, settlement, cancellationToken);
        return Of(entry, settlement, attempts, body, published is { Length: > MaxShownBytes } ? null : published, reveal);
    }

    private static DeliveryDetail Of(
        LedgerEntry entry, Settlement? settlement, IReadOnlyList<DeliveryAttempt> attempts, ReadOnlyMemory<byte>? body, ReadOnlyMemory<byte>? published, bool reveal)
    {
        ReadOnlyMemory<byte> Shown(ReadOnlyMemory<byte> json) => reveal ? json : Masking.Json(json);

        var isJson = body is { } held && Utf8.IsValid(held.Span) && IsJson(held);
        var text = body is { } kept && Utf8.IsValid(kept.Span) && !isJson ? Encoding.UTF8.GetString(kept.Span) : null;
        return new DeliveryDetail(
            DeliverySummary.Of(new FoundEntry(entry, settlement, settlement?.Facts)),
            entry.SecretMark,
            entry.TraceParent,
            entry.Headers.Select(header => reveal ? header : Masking.Header(header)).ToDictionary(StringComparer.OrdinalIgnoreCase),
            Convert.ToHexStringLower(entry.BodyDigest.Span),
            Convert.ToHexStringLower(entry.Hash.Span),
            [.. attempts.Select(AttemptView.Of)],
            isJson ? new RawJson(Shown(WithoutMark(body!.Value))) : null,
            text is null || reveal ? text : Masking.Text(text),
            published is { } bytes ? new RawJson(Shown(bytes)) : null,
            Masked: !reveal);
    }

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> body) => body.Span.StartsWith(Encoding.UTF8.Preamble) ? body[Encoding.UTF8.Preamble.Length..] : body;

    private static bool IsJson(ReadOnlyMemory<byte> body)
    {
        var reader = new Utf8JsonReader(WithoutMark(body).Span, new JsonReaderOptions { MaxDepth = Masking.MaxDepth });
        try
        {
            var any = false;
            while (reader.Read())
            {
                any = true;
            }

            return any;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
