using System.Text.Json;
using System.Text.Json.Serialization;

namespace WebhookRelay.Contracts;

/// <summary>
/// A JSON object of which nothing is lost: what this version does not know, or cannot read, is kept and written again.
/// Every member is null where the object does not have it.
/// </summary>
public abstract class Extensible
{
    private protected Extensible()
    {
    }

    /// <summary>
    /// By its JSON name, every member this version does not know, and every known one whose value is not of the expected kind:
    /// a text for a number, a number beyond the range of its type, or null. Null where there are none.
    /// </summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }

    /// <summary>
    /// Where the item of a list or of a map is no JSON object, or one nested too deep to be typed: the value as it came.
    /// Every other member is then null.
    /// </summary>
    [JsonIgnore]
    public JsonElement? Misfit { get; internal set; }

    /// <summary>Numbers whose digits a double does not hold, as they came; they are written so while the member still has their value.</summary>
    [JsonIgnore]
    internal Dictionary<string, JsonElement>? LongNumbers { get; set; }

    internal void Keep(string name, JsonElement value)
    {
        Unknown ??= new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        Unknown[name] = value;
    }
}
