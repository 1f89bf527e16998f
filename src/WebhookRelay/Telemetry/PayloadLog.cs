using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace WebhookRelay.Telemetry;

/// <summary>
/// Logs each delivery's payload, like the example server in Labelbox's guide. On in Development, off elsewhere: a payload
/// may contain personal data and signed URLs.
/// </summary>
internal sealed partial class PayloadLog(IOptionsMonitor<PayloadLogOptions> options, ILogger<PayloadLog> logger)
{
    /// <summary>The maximum number of characters to log.</summary>
    public const int ShownCharacters = 4096;

    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1000 };

    /// <param name="deliveryId">The delivery's id.</param>
    /// <param name="labelboxEvent">Its topic from the header.</param>
    /// <param name="payload">Its body; empty if it is stored in a file.</param>
    /// <param name="length">The body's length in bytes.</param>
    public void Write(string deliveryId, string labelboxEvent, ReadOnlyMemory<byte> payload, long length)
    {
        if (options.CurrentValue.Payloads && logger.IsEnabled(LogLevel.Information))
        {
            LogPayload(logger, deliveryId, labelboxEvent, length, Text(payload));
        }
    }

    /// <summary>Indented if it is JSON, truncated, and without terminal control characters.</summary>
    internal static string Text(ReadOnlyMemory<byte> payload)
    {
        var text = Readable(payload);
        var shown = new StringBuilder(Math.Min(text.Length, ShownCharacters));
        foreach (var character in text.AsSpan(0, Math.Min(text.Length, ShownCharacters)))
        {
            _ = character is not '\n' && IsHidden(character)
                ? shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}")
                : shown.Append(character);
        }

        return text.Length > ShownCharacters
            ? shown.Append(CultureInfo.InvariantCulture, $"\n... and {text.Length - ShownCharacters} characters more").ToString()
            : shown.ToString();
    }

    private static string Readable(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload, Deep);
            var buffer = new ArrayBufferWriter<byte>(payload.Length * 2);
            using (var json = new Utf8JsonWriter(buffer, Indented))
            {
                document.WriteTo(json);
            }

            return Encoding.UTF8.GetString(buffer.WrittenSpan);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or an unpaired surrogate: shown as received.
            return Encoding.UTF8.GetString(payload.Span);
        }
    }

    private static bool IsHidden(char character) => char.GetUnicodeCategory(character)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse;

    [LoggerMessage(1, LogLevel.Information, "Payload of {DeliveryId} ({LabelboxEvent}, {Bytes} bytes):\n{Payload}")]
    private static partial void LogPayload(ILogger logger, string deliveryId, string labelboxEvent, long bytes, string payload);
}
