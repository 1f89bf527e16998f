using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace WebhookRelay.Tests.Support;

/// <summary>Deliveries with the recorded samples beside the repository: rows, annotations, single objects.</summary>
internal static class SampleDeliveries
{
    /// <summary>The path of the samples; null if they are missing.</summary>
    public static string? Folder { get; } = new[] { Environment.GetEnvironmentVariable("LABELBOX_SAMPLES"), BesideCheckout() }
        .FirstOrDefault(folder => folder is not null && File.Exists(Path.Combine(folder, "row-image.json")));

    /// <summary>V2 deliveries that are a bare row.</summary>
    public static IEnumerable<(string Name, byte[] Body)> V2()
    {
        foreach (var (name, json) in Files("row-*.json"))
        {
            yield return (name, json.ToUtf8());
        }

        foreach (var (name, json) in Files("annotations-*.json"))
        {
            yield return (name, RowOf(json).ToUtf8());
        }

        foreach (var (name, json) in Files("object-*.json"))
        {
            yield return (name, RowOf(new JsonObject { ["objects"] = new JsonArray(json), ["classifications"] = new JsonArray() }).ToUtf8());
        }
    }

    /// <summary>The same rows, one level down in an envelope.</summary>
    public static IEnumerable<(string Name, byte[] Body)> V2InEnvelope() => V2().Select(
        sample => ($"{sample.Name} in an envelope", (byte[])[.. """{"event":"LABEL_UPDATED","data":"""u8, .. sample.Body, .. ""","more":{"id":1}}"""u8]));

    /// <summary>The recorded V1 delivery, and the annotations of other samples in a similar one.</summary>
    public static IEnumerable<(string Name, byte[] Body)> V1()
    {
        foreach (var (name, json) in Files("webhook-v1-*.json"))
        {
            yield return (name, json["label"] is null ? V1Delivery.Of(json.ToJsonString()) : json.ToUtf8());
        }

        foreach (var (name, json) in Files("export-v1-*.json"))
        {
            yield return (name, V1Delivery.Of(json["Label"]!.ToJsonString()));
        }
    }

    public static IEnumerable<(string Name, byte[] Body)> All() => [.. V2(), .. V2InEnvelope(), .. V1()];

    /// <summary>Skips the test with a reason if the samples are missing.</summary>
    public static void SkipWhenAbsent() => Assert.SkipWhen(Folder is null, "The samples are not beside the checkout; LABELBOX_SAMPLES names their folder.");

    private static IEnumerable<(string Name, JsonNode Json)> Files(string pattern) =>
        Folder is null ? [] : Directory.GetFiles(Folder, pattern).Order(StringComparer.Ordinal).Select(path => (Path.GetFileName(path), JsonNode.Parse(File.ReadAllBytes(path))!));

    private static JsonObject RowOf(JsonNode annotations) => new()
    {
        ["data_row"] = new JsonObject { ["id"] = "row-1" },
        ["media_attributes"] = new JsonObject(),
        ["projects"] = new JsonObject
        {
            ["project-1"] = new JsonObject
            {
                ["name"] = "Samples",
                ["labels"] = new JsonArray(new JsonObject { ["label_kind"] = "Default", ["version"] = "1.0.0", ["id"] = "label-1", ["annotations"] = annotations }),
            },
        },
    };

    private static string BesideCheckout([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "..", "shared", "labelbox", "samples");
}
