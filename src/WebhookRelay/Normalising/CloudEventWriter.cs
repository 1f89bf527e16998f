using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace WebhookRelay.Normalising;

/// <summary>Writes the published bytes of an event: one CloudEvents 1.0 document in JSON format.</summary>
internal static class CloudEventWriter
{
    private const string Site = "https://app.labelbox.com/";
    private const string Projects = $"{Site}projects/";

    /// <summary>More than all attributes usually take.</summary>
    private const int EnvelopeLength = 1024;

    /// <summary>Characters that a URL may contain unescaped.</summary>
    private static readonly SearchValues<char> Unreserved = SearchValues.Create("-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~");

    private static readonly JsonWriterOptions Unchecked = new() { SkipValidation = true };

    /// <param name="normalised">The event.</param>
    /// <param name="ledgerId">The id of its entry's ledger.</param>
    /// <param name="local">Whether only this ledger was checked for duplicates.</param>
    /// <param name="replayId">The replay that publishes it; null if none.</param>
    public static byte[] Write(NormalisedEvent normalised, string ledgerId, bool local, string? replayId = null)
    {
        var (entry, facts) = normalised;
        using var buffer = new EventBuffer((normalised.Reference is null ? facts.DataRow.Length : 0) + EnvelopeLength);
        using var json = new Utf8JsonWriter(buffer, Unchecked);
        json.WriteStartObject();
        json.WriteString("specversion"u8, "1.0"u8);
        json.WriteString("id"u8, normalised.Id);
        WriteSource(json, facts.ProjectId);
        json.WriteString("type"u8, normalised.Type);
        WriteIfKnown(json, "subject"u8, facts.DataRowId);
        if (facts.HappenedAt is { } happenedAt)
        {
            json.WriteString("time"u8, happenedAt.UtcDateTime);
        }

        json.WriteString("datacontenttype"u8, "application/json"u8);
        json.WriteString("recordedtime"u8, entry.AcceptedAt.UtcDateTime);
        WriteSequence(json, entry.Sequence);
        json.WriteString("ledgerid"u8, ledgerId);
        WriteHash(json, entry.Hash.Span);
        json.WriteString("labelboxevent"u8, entry.Event);
        WriteIfKnown(json, "projectid"u8, facts.ProjectId);
        WriteIfKnown(json, "labelid"u8, facts.LabelId);
        WriteIfKnown(json, "mediatype"u8, facts.MediaType);
        WriteIfKnown(json, "workflowstatus"u8, facts.WorkflowStatus);
        WriteIfKnown(json, "workflowaction"u8, facts.WorkflowAction);
        WriteIfKnown(json, "reviewid"u8, facts.ReviewId);
        json.WriteString("payloadversion"u8, facts.PayloadVersion);
        json.WriteBoolean("recovered"u8, false);
        if (local)
        {
            json.WriteString("dedup"u8, "local"u8);
        }

        WriteIfKnown(json, "replayid"u8, replayId);
        if (normalised.Reference is { } reference)
        {
            json.WriteString("dataref"u8, reference.Url);
            json.WriteString("datasha256"u8, reference.Sha256);
            json.WriteNumber("datalength"u8, reference.Length);
        }
        else
        {
            json.WritePropertyName("data"u8);
            json.WriteRawValue(facts.DataRow.Span, skipInputValidation: true);
        }

        json.WriteEndObject();
        json.Flush();
        var written = GC.AllocateUninitializedArray<byte>(buffer.Written.Length);
        buffer.Written.CopyTo(written);
        return written;
    }

    private static void WriteIfKnown(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteSource(Utf8JsonWriter json, string? projectId)
    {
        if (projectId is null)
        {
            json.WriteString("source"u8, Site);
            return;
        }

        var path = projectId.AsSpan().ContainsAnyExcept(Unreserved) ? Uri.EscapeDataString(projectId) : projectId;
        Span<char> source = path.Length < 256 ? stackalloc char[Projects.Length + path.Length] : new char[Projects.Length + path.Length];
        Projects.CopyTo(source);
        path.CopyTo(source[Projects.Length..]);
        json.WriteString("source"u8, source);
    }

    private static void WriteSequence(Utf8JsonWriter json, long sequence)
    {
        Span<byte> text = stackalloc byte[20];
        sequence.TryFormat(text, out var length, "D20", CultureInfo.InvariantCulture);
        json.WriteString("sequence"u8, text[..length]);
    }

    private static void WriteHash(Utf8JsonWriter json, ReadOnlySpan<byte> hash)
    {
        Span<char> text = stackalloc char[hash.Length * 2];
        Convert.TryToHexStringLower(hash, text, out var length);
        json.WriteString("ledgerhash"u8, text[..length]);
    }
}
