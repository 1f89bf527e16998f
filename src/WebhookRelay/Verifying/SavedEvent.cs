using System.Globalization;
using System.Text.Json;

namespace WebhookRelay.Verifying;

/// <summary>What an event saved by a subscriber says about its entry.</summary>
/// <param name="Id">The delivery's id.</param>
/// <param name="LedgerId">The id of its entry's ledger.</param>
/// <param name="Sequence">The entry's sequence.</param>
/// <param name="LedgerHash">The entry's link in the chain, lower-case hex.</param>
internal sealed record SavedEvent(string Id, string LedgerId, long Sequence, string LedgerHash)
{
    /// <summary>The events of a file: one JSON document, or several in a row.</summary>
    /// <exception cref="FormatException">The file contains something else than events; the message names the file, the event and the member.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static List<SavedEvent> ReadAll(string file)
    {
        var events = new List<SavedEvent>();
        var json = new Utf8JsonReader(File.ReadAllBytes(file), new JsonReaderOptions { AllowMultipleValues = true });
        try
        {
            while (json.Read())
            {
                using var document = JsonDocument.ParseValue(ref json);
                events.Add(Read(document.RootElement, $"'{file}', event {events.Count + 1}"));
            }
        }
        catch (JsonException e)
        {
            throw new FormatException($"'{file}' is not JSON in line {e.LineNumber + 1}.", e);
        }

        return events.Count > 0 ? events : throw new FormatException($"'{file}' contains no event.");
    }

    private static SavedEvent Read(JsonElement json, string where)
    {
        string Text(string name) => json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var member) && member.ValueKind is JsonValueKind.String
            ? member.GetString()!
            : throw new FormatException($"{where}: it has no '{name}'. A complete published event is needed.");

        return long.TryParse(Text("sequence"), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? new SavedEvent(Text("id"), Text("ledgerid"), sequence, Text("ledgerhash"))
            : throw new FormatException($"{where}: its 'sequence' is not a number.");
    }
}
