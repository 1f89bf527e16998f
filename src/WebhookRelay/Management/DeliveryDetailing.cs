using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using WebhookRelay.Ledger;
using WebhookRelay.Normalising;
using WebhookRelay.Searching;

namespace WebhookRelay.Management;

/// <summary>Puts together what is known of one entry.</summary>
internal sealed class DeliveryDetailing(Ledger.Ledger ledger)
{
    /// <summary>A longer payload is fetched by itself.</summary>
    public const int LongestShown = 1024 * 1024;

    /// <summary>Null where there is no such entry.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read now.</exception>
    public DeliveryDetail? Of(long sequence, bool reveal) => ledger.Store.Database.Read(view =>
    {
        if (view.Find(sequence) is not { } entry)
        {
            return null;
        }

        var settlement = view.ReadSettlement(sequence);
        var attempts = AttemptLog.Read(view, sequence, settlement);
        var body = entry.BodyLength <= LongestShown ? view.Get(Family.Bodies, EntryCodec.Key(sequence)) : null;
        return Of(entry, settlement, attempts, body, reveal);
    });

    private DeliveryDetail Of(LedgerEntry entry, Settlement? settlement, IReadOnlyList<DeliveryAttempt> attempts, byte[]? body, bool reveal)
    {
        ReadOnlyMemory<byte> Shown(ReadOnlyMemory<byte> json) => reveal ? json : Masking.Json(json);

        var isText = body is not null && Utf8.IsValid(body);
        var isJson = isText && IsJson(body!);
        var text = isText && !isJson ? Encoding.UTF8.GetString(body!) : null;
        return new DeliveryDetail(
            DeliverySummary.Of(new FoundEntry(entry, settlement, settlement?.Facts)),
            entry.SecretMark,
            entry.TraceParent,
            entry.Headers.Select(header => reveal ? header : Masking.Header(header)).ToDictionary(StringComparer.OrdinalIgnoreCase),
            Convert.ToHexStringLower(entry.BodyDigest.Span),
            Convert.ToHexStringLower(entry.Hash.Span),
            [.. attempts.Select(AttemptView.Of)],
            isJson ? new RawJson(Shown(WithoutMark(body!))) : null,
            text is null || reveal ? text : Masking.Text(text),
            body is not null && EventAsPublished.Of(entry, settlement, body, ledger.LedgerId) is { } published ? new RawJson(Shown(published)) : null,
            Masked: !reveal);
    }

    private static ReadOnlyMemory<byte> WithoutMark(byte[] body) => body.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? body.AsMemory(Encoding.UTF8.Preamble.Length) : body;

    private static bool IsJson(byte[] body)
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
