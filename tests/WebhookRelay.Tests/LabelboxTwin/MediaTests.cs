using System.Text.Json;
using System.Text.Json.Nodes;
using WebhookRelay.SampleData.Entities;
using WebhookRelay.SampleData.Rows;

namespace WebhookRelay.Tests.LabelboxTwin;

/// <summary>Bodies of every kind of data, compared with Labelbox's samples if available.</summary>
public sealed class MediaTests
{
    public static TheoryData<string> Kinds { get; } = [.. Enum.GetNames<Media>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Label_of_every_media_type_is_delivered_in_both_versions(string kind)
    {
        var media = Enum.Parse<Media>(kind);
        await using var twin = await Twin.StartAsync();
        await twin.WebhookAsync(kind, "v1", path: "/v1");
        await twin.WebhookAsync(kind, "v2", path: "/v2");
        var label = await twin.LabelAsync(kind);
        await twin.PostAsync($"/twin/labels/{label}/edit");

        var arrived = (await twin.ArrivedAsync()).ToLookup(delivery => delivery.Path, StringComparer.Ordinal);

        foreach (var v1 in arrived["/v1"].Select(ReceivedJson.Json))
        {
            Assert.Equal(label, (string?)v1["id"]);
            Assert.NotNull(JsonNode.Parse((string)v1["label"]!)![media is Media.Video ? "frames" : "objects"]);
        }

        foreach (var v2 in arrived["/v2"].Select(ReceivedJson.Json))
        {
            var its = v2["projects"]![twin.ProjectId(media)]!["labels"]![0]!;
            Assert.Equal((label, media is Media.Video ? "Video" : "Default"), ((string)its["id"]!, (string)its["label_kind"]!));
            Assert.Equal(MediaTraits.Of(media).MimeType, (string?)v2["media_attributes"]!["mime_type"]);
            Assert.Equal(Members(media), its["annotations"]!.AsObject().Select(member => member.Key));
        }

        Assert.NotEqual(arrived["/v2"].First().Body, arrived["/v2"].Last().Body);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Body_has_about_the_requested_size(string kind)
    {
        await using var twin = await Twin.StartAsync();
        await twin.WebhookAsync(kind);
        await twin.LabelAsync(kind);
        await twin.LabelAsync(kind, 300_000);

        var lengths = (await twin.ArrivedAsync()).Select(delivery => delivery.Body.Length).ToList();

        Assert.InRange(lengths[0], 3_700, 5_900);
        Assert.InRange(lengths[1], 270_000, 330_000);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Edit_changes_annotations_but_no_id(string kind)
    {
        await using var twin = await Twin.StartAsync();
        await twin.WebhookAsync(kind);
        var label = await twin.LabelAsync(kind);
        await twin.PostAsync($"/twin/labels/{label}/edit");

        var annotations = (await twin.ArrivedAsync())
            .Select(delivery => delivery.Json()["projects"]![twin.ProjectId(Enum.Parse<Media>(kind))]!["labels"]![0]!["annotations"]!).ToList();

        Assert.False(JsonNode.DeepEquals(annotations[0], annotations[1]));
        Assert.Equal(Ids(annotations[0]), Ids(annotations[1]));
    }

    [Fact]
    public async Task Frames_and_segments_of_a_video_agree()
    {
        await using var twin = await Twin.StartAsync("--Twin:Seed=3");
        await twin.WebhookAsync("video");
        for (var i = 0; i < 6; i++)
        {
            await twin.LabelAsync("video");
        }

        HashSet<JsonValueKind> forms = [];
        foreach (var delivery in await twin.ArrivedAsync())
        {
            var annotations = delivery.Json()["projects"]![twin.ProjectId(Media.Video)]!["labels"]![0]!["annotations"]!;
            var frames = annotations["frames"]!.AsObject();
            var features = annotations["segments"]!.AsObject().Select(segment => segment.Key).ToList();
            Assert.Equal(Enumerable.Range(1, frames.Count).Select(frame => frame.ToString(System.Globalization.CultureInfo.InvariantCulture)), frames.Select(frame => frame.Key));
            Assert.All(frames, frame => Assert.Equal(features, frame.Value!["objects"]!.AsObject().Select(each => each.Key)));
            Assert.All(annotations["segments"]!.AsObject(), segment => Assert.Equal(frames.Count, (int?)segment.Value![0]![1]));
            forms.UnionWith(annotations["key_frame_feature_map"]!.AsObject().Select(map => map.Value!.GetValueKind()));
        }

        Assert.Equal(2, forms.Count);
    }

    [Fact]
    public async Task Every_documented_annotation_kind_is_generated()
    {
        await using var twin = await Twin.StartAsync();
        await twin.PostAsync("/twin/webhooks", new { url = twin.Receiver.Url, secret = "s", topics = new[] { "LABEL_CREATED" } });
        foreach (var kind in Kinds)
        {
            await twin.LabelAsync(kind, 12_000);
        }

        var kinds = (await twin.ArrivedAsync()).SelectMany(delivery => Values(delivery.Json(), "annotation_kind")).ToHashSet(StringComparer.Ordinal);

        Assert.Superset(
            new HashSet<string>(StringComparer.Ordinal)
            {
                "ImageBoundingBox", "VideoBoundingBox", "DocumentBoundingBox", "ImagePolygon", "ImagePolyline", "DICOMPolyline", "ImagePoint", "ImageSegmentationMask",
                "VideoSegmentationMask", "TextEntity", "DocumentEntityToken", "ConversationalTextEntity", "GeoBoundingBox", "GeoPoint", "GeoPolyline", "GeoPolygon",
                "MessageSingleSelection", "MessageMultiSelection", "MessageRanking", "TextUnidirectionalRelationship",
            },
            kinds);
    }

    [Fact]
    public async Task Optional_export_sections_can_be_omitted()
    {
        await using var twin = await Twin.StartAsync("--Twin:Details=false");
        await twin.WebhookAsync();
        await twin.LabelAsync();

        var row = Assert.Single(await twin.ArrivedAsync()).Json();

        Assert.Equal(["data_row", "media_attributes", "projects"], row.AsObject().Select(member => member.Key));
        Assert.Equal(["label_kind", "version", "id", "annotations"], row["projects"]![twin.ProjectId(Media.Image)]!["labels"]![0]!.AsObject().Select(member => member.Key));
    }

    [Fact]
    public void Large_body_is_streamed()
    {
        var project = SeedData.Of(1, DateTimeOffset.UnixEpoch).Projects[0];
        var person = new User("id", "a@example.com", "A");
        var label = new Label("label", 1, 0, new LabelSizes().CountFor(Media.Image, 20_000_000), DateTimeOffset.UnixEpoch, person, 1);
        var row = new DataRow("row", project, 1, DateTimeOffset.UnixEpoch, person);

        var body = WebhookRelay.LabelboxTwin.Deliveries.SignedBody.Of(new RowBody(row, [label], Details: true).Write, "secret", with256: false, half: false);

        Assert.Null(body.Whole);
        Assert.InRange(body.Length, 19_000_000, 21_000_000);
        Assert.Equal(body.Length, body.Parts(long.MaxValue).Sum(part => (long)part.Length));
        Assert.All(body.Parts(long.MaxValue), part => Assert.InRange(part.Length, 1, 200_000));
    }

    [Fact]
    public async Task A_label_of_a_hundred_megabytes_arrives_whole_and_signed()
    {
        await using var twin = await Twin.StartAsync("--Twin:DeliveryTimeout=00:05:00");
        await twin.WebhookAsync(path: "/v1", version: "v1");
        await twin.WebhookAsync(path: "/v2");
        await twin.LabelAsync(bytes: 100_000_000);

        foreach (var delivery in await twin.ArrivedAsync())
        {
            Assert.Equal(DeliveriesTests.Sha1(delivery.Body), delivery.Headers["X-Hub-Signature"]);
            using var body = JsonDocument.Parse(delivery.Body);
            Assert.InRange(delivery.Body.Length, delivery.Path is "/v2" ? 98_000_000 : 50_000_000, 102_000_000);
        }

        foreach (var notification in (await twin.DoAsync(HttpMethod.Get, "/twin/notifications")).AsArray())
        {
            var kept = await twin.Client.GetByteArrayAsync($"/twin/notifications/{notification!["number"]}/body", TestContext.Current.CancellationToken);
            Assert.Equal((200, 65_536), ((int)notification["status"]!, kept.Length));
        }
    }

    internal static IEnumerable<string> Values(JsonNode? node, string member) => node switch
    {
        JsonObject parent => parent.SelectMany(each => string.Equals(each.Key, member, StringComparison.Ordinal) && each.Value is JsonValue value ? [value.ToString()] : Values(each.Value, member)),
        JsonArray list => list.SelectMany(each => Values(each, member)),
        _ => [],
    };

    private static IEnumerable<string> Ids(JsonNode annotations) => Values(annotations, "feature_id");

    private static string[] Members(Media media) => media switch
    {
        Media.Video => ["frames", "segments", "key_frame_feature_map", "classifications"],
        Media.Audio => ["classifications", "segments", "timestamp"],
        Media.Dicom => ["groups", "segments", "classifications", "key_frame_feature_map"],
        _ => ["objects", "classifications", "relationships"],
    };
}
