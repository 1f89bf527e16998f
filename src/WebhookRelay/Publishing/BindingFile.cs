using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using WebhookRelay.Ledger;

namespace WebhookRelay.Publishing;

/// <summary>A queue bound to the exchange.</summary>
internal sealed record Binding(string Queue, string Pattern);

/// <summary>The bindings this service made, stored beside the ledger, so that it removes only its own outdated bindings.</summary>
internal sealed partial class BindingFile(IOptions<LedgerOptions> ledger)
{
    private string FilePath => Path.Combine(ledger.Value.Path!, "bindings.json");

    public IReadOnlyList<Binding> Read()
    {
        try
        {
            return JsonSerializer.Deserialize(System.IO.File.ReadAllBytes(FilePath), RecordJson.Default.ListBinding) ?? [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return [];
        }
    }

    public void Write(IEnumerable<Binding> bindings)
    {
        try
        {
            System.IO.File.WriteAllBytes(FilePath, JsonSerializer.SerializeToUtf8Bytes([.. bindings], RecordJson.Default.ListBinding));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk has its own alert. At worst a binding outlives its subscriber.
        }
    }

    [JsonSerializable(typeof(List<Binding>))]
    private sealed partial class RecordJson : JsonSerializerContext;
}
