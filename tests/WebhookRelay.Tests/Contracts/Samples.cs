using System.Text;
using System.Text.Json.Nodes;

namespace WebhookRelay.Tests.Contracts;

/// <summary>The recorded payloads, if available: beside the repository, or in <c>LABELBOX_SAMPLES</c>.</summary>
internal static class Samples
{
    /// <summary>The folder of <c>WebhookRelay.sln</c>.</summary>
    public static string Checkout { get; } = FindCheckout();

    private static string? Folder { get; } =
        (Environment.GetEnvironmentVariable("LABELBOX_SAMPLES") ?? Path.Combine(Checkout, "..", "shared", "labelbox", "samples")) is var folder
        && Directory.Exists(folder) ? folder : null;

    /// <summary>Names of the samples in Export V2 shape; one entry with no name where there are none.</summary>
    public static TheoryData<string> Names() => Names("row-*.json", "annotations-*.json", "object-*.json");

    public static TheoryData<string> Names(params string[] patterns)
    {
        var files = Folder is { } folder ? patterns.SelectMany(pattern => Directory.GetFiles(folder, pattern)) : [];
        return [.. files.Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal).DefaultIfEmpty("")];
    }

    /// <summary>The recorded sample.</summary>
    public static JsonNode Json(string name)
    {
        Assert.SkipWhen(name.Length is 0, "No samples: put them at ../shared/labelbox/samples, or set LABELBOX_SAMPLES.");
        return JsonNode.Parse(File.ReadAllText(Path.Combine(Folder!, name)))!;
    }

    /// <summary>The sample as a complete row: an object or annotations are placed into one.</summary>
    public static JsonNode Row(string name)
    {
        var sample = Json(name);
        if (name.StartsWith("row-", StringComparison.Ordinal))
        {
            return sample;
        }

        var annotations = name.StartsWith("object-", StringComparison.Ordinal) ? new JsonObject { ["objects"] = new JsonArray(sample) } : sample;
        return new JsonObject
        {
            ["data_row"] = new JsonObject { ["id"] = "clwyxjdbw2hor0887c048u5tx" },
            ["projects"] = new JsonObject
            {
                ["clwyxjn8e00fy07y3du1zc098"] = new JsonObject
                {
                    ["labels"] = new JsonArray(new JsonObject { ["id"] = "clwyxjvsm1o20146z3i5tff6s", ["annotations"] = annotations }),
                },
            },
        };
    }

    /// <summary>A published event that carries the row.</summary>
    /// <param name="row">The JSON of the row, valid or not.</param>
    public static byte[] Event(string row) => Encoding.UTF8.GetBytes($"{Envelope[..^1]},\"data\":{row}}}");

    private static string Envelope { get; } = new JsonObject
    {
        ["specversion"] = "1.0",
        ["id"] = "ckmdi74ew57lq063553kuzekq",
        ["source"] = "https://app.labelbox.com/projects/clwyxjn8e00fy07y3du1zc098",
        ["type"] = "com.labelbox.label.updated",
        ["subject"] = "clwyxjdbw2hor0887c048u5tx",
        ["time"] = "2024-06-03T09:01:12Z",
        ["datacontenttype"] = "application/json",
        ["recordedtime"] = "2024-06-03T09:01:13.1234567Z",
        ["sequence"] = "01717405273123456700",
        ["ledgerid"] = "0b1f6a5e7c9d4e0f8a2b3c4d5e6f7a8b",
        ["ledgerhash"] = new string('a', 64),
        ["labelboxevent"] = "LABEL_UPDATED",
        ["projectid"] = "clwyxjn8e00fy07y3du1zc098",
        ["labelid"] = "clwyxjvsm1o20146z3i5tff6s",
        ["mediatype"] = "image",
        ["payloadversion"] = "v2",
        ["recovered"] = false,
    }.ToJsonString();

    private static string FindCheckout()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "WebhookRelay.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"{AppContext.BaseDirectory} is in no checkout.");
        }

        return folder.FullName;
    }
}
