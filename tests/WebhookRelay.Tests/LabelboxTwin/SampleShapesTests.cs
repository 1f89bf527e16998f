using System.Text.Json;
using System.Text.Json.Nodes;
using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.Tests.LabelboxTwin;

/// <summary>The twin's bodies have every member of Labelbox's recorded ones, with the same type.</summary>
public sealed class SampleShapesTests
{
    [Fact]
    public async Task V1_body_matches_the_recorded_delivery()
    {
        var recorded = Sample("webhook-v1-label-updated.json");
        await using var twin = await Twin.StartAsync();
        await twin.WebhookAsync(version: "v1", topics: ["LABEL_UPDATED"]);
        await twin.PostAsync($"/twin/labels/{await twin.LabelAsync()}/edit");

        var made = Assert.Single(await twin.ArrivedAsync()).Json();

        Assert.Equal(Shape(recorded).Order(StringComparer.Ordinal), Shape(made).Order(StringComparer.Ordinal));
        Assert.Empty(Shape(JsonNode.Parse((string)recorded["label"]!)!).Except(Shape(JsonNode.Parse((string)made["label"]!)!), StringComparer.Ordinal));
    }

    [Fact]
    public async Task V2_row_matches_the_recorded_export()
    {
        var recorded = Sample("row-image.json");
        await using var twin = await Twin.StartAsync();
        await twin.WebhookAsync();
        // Every second row has a global key.
        await twin.LabelAsync();
        await twin.LabelAsync();

        var shapes = (await twin.ArrivedAsync()).SelectMany(delivery => Shape(delivery.Json())).ToHashSet(StringComparer.Ordinal);

        Assert.Empty(Shape(recorded).Except(shapes, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(nameof(Media.Audio), "annotations-audio.json")]
    [InlineData(nameof(Media.Conversational), "annotations-conversation.json")]
    [InlineData(nameof(Media.Dicom), "annotations-dicom.json")]
    [InlineData(nameof(Media.Document), "annotations-document.json")]
    [InlineData(nameof(Media.Html), "annotations-html.json")]
    [InlineData(nameof(Media.Image), "annotations-image.json")]
    [InlineData(nameof(Media.Llm), "annotations-llm-prompt-response.json")]
    [InlineData(nameof(Media.Text), "annotations-text.json")]
    [InlineData(nameof(Media.Video), "annotations-video.json")]
    public async Task Annotations_match_the_recorded_ones(string kind, string sample)
    {
        var recorded = Sample(sample);
        await using var twin = await Twin.StartAsync();
        await twin.WebhookAsync(kind);
        await twin.LabelAsync(kind);

        var made = Assert.Single(await twin.ArrivedAsync()).Json()["projects"]![twin.ProjectId(Enum.Parse<Media>(kind))]!["labels"]![0]!["annotations"]!;

        Assert.Empty(Shape(recorded).Except(Shape(made), StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(nameof(Media.Conversational), "object-conversational-entity.json")]
    [InlineData(nameof(Media.Dicom), "object-dicom-polyline.json")]
    [InlineData(nameof(Media.Document), "object-document-bounding-box.json")]
    [InlineData(nameof(Media.Image), "object-image-bounding-box.json")]
    [InlineData(nameof(Media.Image), "object-image-composite-mask.json")]
    [InlineData(nameof(Media.Image), "object-image-polygon.json")]
    [InlineData(nameof(Media.Image), "object-image-polyline.json")]
    [InlineData(nameof(Media.Text), "object-text-entity.json")]
    public async Task Objects_match_the_recorded_ones(string kind, string sample)
    {
        var recorded = Sample(sample);
        await using var twin = await Twin.StartAsync();
        await twin.WebhookAsync(kind);
        await twin.LabelAsync(kind, 8_000);

        var made = Objects(Assert.Single(await twin.ArrivedAsync()).Json())
            .Where(each => string.Equals((string?)each["annotation_kind"], (string?)recorded["annotation_kind"], StringComparison.Ordinal)).SelectMany(Shape).ToHashSet(StringComparer.Ordinal);

        Assert.Empty(Shape(recorded).Except(made, StringComparer.Ordinal));
    }

    /// <summary>Paths and types, with ids and frame numbers as one name each.</summary>
    private static HashSet<string> Shape(JsonNode node)
    {
        HashSet<string> paths = new(StringComparer.Ordinal);
        void Walk(string path, JsonNode? at)
        {
            switch (at)
            {
                case JsonObject parent:
                    foreach (var (name, value) in parent)
                    {
                        Walk($"{path}.{(name.Length >= 25 || name is "<cuid>" ? "id" : int.TryParse(name, System.Globalization.CultureInfo.InvariantCulture, out _) ? "n" : name)}", value);
                    }

                    break;
                case JsonArray list:
                    foreach (var each in list)
                    {
                        Walk($"{path}[]", each);
                    }

                    break;
                default:
                    paths.Add($"{path}: {(at is null ? JsonValueKind.Null : at.GetValueKind())}");
                    break;
            }
        }

        Walk(string.Empty, node);
        return paths;
    }

    private static IEnumerable<JsonNode> Objects(JsonNode? node) => node switch
    {
        JsonObject parent when parent.ContainsKey("annotation_kind") => [parent],
        JsonObject parent => parent.SelectMany(each => Objects(each.Value)),
        JsonArray list => list.SelectMany(Objects),
        _ => [],
    };

    private static JsonNode Sample(string name)
    {
        var folder = Environment.GetEnvironmentVariable("LABELBOX_SAMPLES");
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); folder is null && at is not null; at = at.Parent)
        {
            var beside = Path.Combine(at.FullName, "..", "shared", "labelbox", "samples");
            folder = File.Exists(Path.Combine(at.FullName, "WebhookRelay.sln")) && Directory.Exists(beside) ? beside : null;
        }

        var file = folder is null ? null : Path.Combine(folder, name);
        if (!File.Exists(file))
        {
            Assert.Skip("Labelbox's recorded bodies are not beside the checkout; LABELBOX_SAMPLES names their folder.");
        }

        return JsonNode.Parse(File.ReadAllText(file!))!;
    }
}
