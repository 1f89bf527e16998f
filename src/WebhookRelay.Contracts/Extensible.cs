using System.Text.Json;
using System.Text.Json.Serialization;

namespace WebhookRelay.Contracts;

/// <summary>
/// A JSON object that round-trips without loss: members that this version does not know or cannot read are kept and written
/// back. A member that the object does not contain is null.
/// </summary>
public abstract class Extensible
{
    private protected Extensible()
    {
    }

    /// <summary>
    /// Members that this version does not know, and known members with an unexpected value (a string instead of a number, a
    /// number outside the range of its type, or null), by JSON name. Null if there are none.
    /// </summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }

    /// <summary>
    /// The unchanged value of a list or map item that is not a JSON object, or is nested too deep to be typed. All other
    /// members are then null.
    /// </summary>
    [JsonIgnore]
    public JsonElement? Misfit { get; internal set; }

    /// <summary>Numbers with more digits than a double holds, unchanged. They are written back while the member still has their value.</summary>
    [JsonIgnore]
    internal Dictionary<string, JsonElement>? LongNumbers { get; set; }

    internal void Keep(string name, JsonElement value)
    {
        Unknown ??= new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        Unknown[name] = value;
    }
}
