using System.Text.Json;
using System.Text.Json.Serialization;

namespace WebhookRelay.Contracts;

/// <summary>A JSON object of which nothing is lost: what this version does not know is kept, and written again.</summary>
public abstract class Extensible
{
    private protected Extensible()
    {
    }

    /// <summary>
    /// Members this version does not know, and members it knows whose value it cannot read (null included), by their JSON name.
    /// Null where there are none.
    /// </summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }
}
