using System.Text.Json;
using System.Text.Json.Serialization;

namespace WebhookRelay.Publishing;

/// <summary>A queue bound to the exchange.</summary>
internal sealed record Binding(string Queue, string Pattern);

/// <summary>The bindings this service made, so that it removes only its own outdated bindings.</summary>
/// <param name="folder">The folder for the file.</param>
internal sealed partial class BindingFile(string folder)
{
    private string FilePath => Path.Combine(folder, "bindings.json");

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
