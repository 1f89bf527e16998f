using System.Text.Json;
using WebhookRelay.Ledger;
using WebhookRelay.Relaying;
using WebhookRelay.Searching;

namespace WebhookRelay.Management;

/// <summary>Streams events to one reader, from a cursor on and then live. Reads from disk, so a slow reader costs no memory.</summary>
internal sealed class EventStream(DeliveryLedger ledger, PublishedEventReader events, EntryFilter filter, bool reveal, HttpResponse response, TimeProvider time)
{
    private const int PageEntries = 256;

    /// <summary>An idle stream repeats its cursor at this interval, which also detects a disconnected reader.</summary>
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly ServerSentEvents _events = new(response.BodyWriter);
    private long _position;

    private string Cursor => new EventCursor(ledger.LedgerId, _position).ToString();

    public async Task WriteAsync(EventCursor start, CancellationToken cancellationToken)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        _position = start.Number;
        if (string.Equals(start.LedgerId, ledger.LedgerId, StringComparison.Ordinal))
        {
            _events.Id(Cursor);
        }
        else
        {
            WriteGap("another-ledger", start);
        }

        await _events.FlushAsync(cancellationToken);
        while (true)
        {
            var more = ledger.Published.NextAsync();
            if (!await TryWritePageAsync(cancellationToken))
            {
                await WaitAsync(more, cancellationToken);
            }
        }
    }

    /// <summary>False if there is nothing more for now.</summary>
    private async Task<bool> TryWritePageAsync(CancellationToken cancellationToken)
    {
        PublishedPage page;
        try
        {
            page = ledger.Published.ReadAfter(_position, PageEntries);
        }
        catch (LedgerUnavailableException)
        {
            return false;
        }

        if (page.Removed > _position)
        {
            var before = new EventCursor(ledger.LedgerId, _position);
            _position = page.Removed;
            WriteGap("retention", before);
        }

        var gone = false;
        foreach (var (number, sequence) in page.Entries)
        {
            var before = new EventCursor(ledger.LedgerId, _position);
            _position = number;
            switch (await ReadAsync(sequence, cancellationToken))
            {
                case null when !gone:
                    gone = true;
                    WriteGap("retention", before);
                    break;
                case { Length: > 0 } published:
                    _events.Event(Cursor, published.Span);
                    break;
            }

            await _events.FlushIfFullAsync(cancellationToken);
        }

        await _events.FlushAsync(cancellationToken);
        return page.Entries.Count > 0;
    }

    /// <summary>The event; empty if the filter excludes it, null if it was removed.</summary>
    private async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(long sequence, CancellationToken cancellationToken)
    {
        try
        {
            if (ledger.Find(sequence) is not { } entry || ledger.ReadSettlement(sequence) is not { } settlement)
            {
                return null;
            }

            if (!filter.Matches(entry, settlement) || !filter.Matches(settlement.Facts))
            {
                return ReadOnlyMemory<byte>.Empty;
            }

            var published = await events.ReadPublishedAsync(entry, settlement, cancellationToken) ?? ReadOnlyMemory<byte>.Empty;
            return reveal || published.IsEmpty ? published : Masking.Json(published);
        }
        catch (LedgerUnavailableException)
        {
            return null;
        }
    }

    private void WriteGap(string reason, EventCursor from)
    {
        // The log's numbers may run ahead of the time of day.
        var until = LedgerEntry.TimeOf(Math.Min(_position, LedgerEntry.Microseconds(time.GetUtcNow())));
        _events.Event(
            Cursor,
            JsonSerializer.SerializeToUtf8Bytes(new EventGap(reason, from.ToString(), Cursor, until), AdminJson.Default.EventGap),
            name: "gap"u8);
    }

    private async Task WaitAsync(Task more, CancellationToken cancellationToken)
    {
        // While the ledger is closed nothing is written, and nothing signals when it can be read again.
        var wait = more.IsCompleted ? RetryDelay : HeartbeatInterval;
        try
        {
            await more.WaitAsync(wait, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            _events.Id(Cursor);
            await _events.FlushAsync(cancellationToken);
        }
    }
}

/// <summary>Events may be missing here.</summary>
/// <param name="Reason"><c>retention</c>: they were removed before they were read. <c>another-ledger</c>: the cursor belongs to another replica; the stream continues from the same time in this one.</param>
/// <param name="From">The cursor before the gap.</param>
/// <param name="To">The cursor after the gap.</param>
/// <param name="Until">Until when they may be missing.</param>
internal sealed record EventGap(string Reason, string From, string To, DateTimeOffset Until);
