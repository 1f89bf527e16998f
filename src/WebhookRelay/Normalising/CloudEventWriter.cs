using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace WebhookRelay.Normalising;

/// <summary>Writes an event's bytes as they are published: one CloudEvents 1.0 document in JSON format.</summary>
internal static class CloudEventWriter
{
    private const string Site = "https://app.labelbox.com/";

    /// <summary>More than every attribute together usually takes.</summary>
    private const int EnvelopeLength = 1024;

    private static readonly JsonWriterOptions Unchecked = new() { SkipValidation = true };

    /// <param name="labelboxEvent">The event.</param>
    /// <param name="ledgerId">The ledger its entry is in.</param>
    /// <param name="local">Whether only this ledger could be asked for repeats.</param>
    /// <param name="replayId">The replay it is published by; null where it is none.</param>
    public static ReadOnlyMemory<byte> Write(NormalisedEvent labelboxEvent, string ledgerId, bool local, string? replayId = null)
    {
        var (entry, facts) = labelboxEvent;
        var buffer = new ArrayBufferWriter<byte>(facts.DataRow.Length + EnvelopeLength);
        using var json = new Utf8JsonWriter(buffer, Unchecked);
        json.WriteStartObject();
        json.WriteString("specversion"u8, "1.0"u8);
        json.WriteString("id"u8, entry.Id);
        json.WriteString("source"u8, Source(facts.ProjectId));
        json.WriteString("type"u8, labelboxEvent.Type);
        WriteIfKnown(json, "subject", facts.DataRowId);
        if (facts.HappenedAt is { } happenedAt)
        {
            json.WriteString("time"u8, Rfc3339(happenedAt));
        }

        json.WriteString("datacontenttype"u8, "application/json"u8);
        json.WriteString("recordedtime"u8, Rfc3339(entry.AcceptedAt));
        json.WriteString("sequence"u8, entry.Sequence.ToString("D20", CultureInfo.InvariantCulture));
        json.WriteString("ledgerid"u8, ledgerId);
        json.WriteString("ledgerhash"u8, Convert.ToHexStringLower(entry.Hash.Span));
        json.WriteString("labelboxevent"u8, entry.Event);
        WriteIfKnown(json, "projectid", facts.ProjectId);
        WriteIfKnown(json, "labelid", facts.LabelId);
        WriteIfKnown(json, "mediatype", facts.MediaType);
        WriteIfKnown(json, "workflowstatus", facts.WorkflowStatus);
        WriteIfKnown(json, "workflowaction", facts.WorkflowAction);
        WriteIfKnown(json, "reviewid", facts.ReviewId);
        json.WriteString("payloadversion"u8, facts.PayloadVersion);
        json.WriteBoolean("recovered"u8, false);
        if (local)
        {
            json.WriteString("dedup"u8, "local"u8);
        }

        WriteIfKnown(json, "replayid", replayId);
        json.WritePropertyName("data"u8);
        json.WriteRawValue(facts.DataRow.Span, skipInputValidation: true);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteIfKnown(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static string Source(string? projectId) =>
        projectId is null ? Site : $"{Site}projects/{Uri.EscapeDataString(projectId)}";

    private static string Rfc3339(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
