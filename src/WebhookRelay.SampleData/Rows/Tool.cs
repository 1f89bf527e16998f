using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.SampleData.Rows;

/// <summary>A tool of a project's ontology, and the kind of annotation it makes.</summary>
/// <param name="Draw">Draws a geometry for a frame; the frame is 1 for kinds of data without frames.</param>
internal sealed record Tool(string Name, string Kind, Func<SeededRandom, int, Geometry> Draw)
{
    private static readonly Tool[] Image =
    [
        new("vehicle", "ImageBoundingBox", (random, _) => Box(random)),
        new("lane", "ImagePolygon", (random, _) => new Geometry.Polygon(Ring(random))),
        new("kerb", "ImagePolyline", (random, _) => new Geometry.Line(Points(random, 4))),
        new("Straßenlaterne", "ImagePoint", (random, _) => new Geometry.Spot(Point(random))),
        new("sky", "ImageSegmentationMask", (_, _) => new Geometry.Mask()),
        new("tree", "ImageSegmentationMask", Composite),
    ];

    private static readonly Tool[] Video =
    [
        new("vehicle", "VideoBoundingBox", (random, _) => Box(random)),
        new("road", "VideoSegmentationMask", Composite),
    ];

    private static readonly Tool[] Text = [new("named_entity", "TextEntity", Span)];

    private static readonly Tool[] Document =
    [
        new("named_entity", "DocumentEntityToken", (random, _) => new Geometry.Tokens(
            random.Uuid().ToString(), random.Between(1, 12), [.. Enumerable.Range(0, 4).Select(_ => random.Uuid().ToString())], "Metal–insulator transitions have been")),
        new("figure", "DocumentBoundingBox", (random, _) => Box(random) with { Page = random.Between(1, 12) }),
    ];

    private static readonly Tool[] Geospatial =
    [
        new("building", "GeoBoundingBox", (random, _) => GeoBox(random)),
        new("tree", "GeoPoint", (random, _) => new Geometry.Geo("Point", [Place(random)])),
        new("road", "GeoPolyline", (random, _) => new Geometry.Geo("LineString", [Place(random), Place(random), Place(random)])),
        new("field", "GeoPolygon", (random, _) => GeoRing(random)),
    ];

    private static readonly Tool[] Conversational = [new("named_entity", "ConversationalTextEntity", (random, _) => new Geometry.MessageSpan("0", 0, random.Between(3, 20)))];

    private static readonly Tool[] Llm =
    [
        new("best_answer", "MessageSingleSelection", (random, _) => new Geometry.Messages(MessageChoice.Single, random.Below(2))),
        new("good_answers", "MessageMultiSelection", (random, _) => new Geometry.Messages(MessageChoice.Multi, random.Below(2))),
        new("order_of_answers", "MessageRanking", (random, _) => new Geometry.Messages(MessageChoice.Ranking, random.Below(2))),
    ];

    private static readonly Tool[] Dicom = [new("line", "DICOMPolyline", (random, _) => new Geometry.Line(Points(random, 3)))];

    /// <summary>The tools in order; none for audio and HTML, which only have classifications.</summary>
    public static IReadOnlyList<Tool> Of(Media media) => media switch
    {
        Media.Image => Image,
        Media.Video => Video,
        Media.Text => Text,
        Media.Document => Document,
        Media.Geospatial => Geospatial,
        Media.Conversational => Conversational,
        Media.Dicom => Dicom,
        Media.Llm => Llm,
        Media.Audio or Media.Html => [],
        _ => throw new ArgumentOutOfRangeException(nameof(media), media, "A new kind of data needs tools."),
    };

    private static Geometry.Box Box(SeededRandom random) => new(random.Measure(0, 900), random.Measure(0, 1600), random.Measure(10, 180), random.Measure(10, 320));

    private static Geometry.CompositeMask Composite(SeededRandom random, int frame) =>
        new Geometry.CompositeMask(random.Uuid().ToString(), random.Uuid().ToString(), frame, random.Below(256), random.Below(256), random.Below(256));

    private static Geometry.Span Span(SeededRandom random, int frame)
    {
        var start = random.Below(12) * 40;
        return new Geometry.Span(start, start + 16, "research suggests");
    }

    private static Geometry.Geo GeoRing(SeededRandom random)
    {
        var first = Place(random);
        return new Geometry.Geo("Polygon", [first, Place(random), Place(random), first]);
    }

    private static Geometry.Geo GeoBox(SeededRandom random)
    {
        var (corner, width, height) = (Place(random), random.Measure(0, 1), random.Measure(0, 1));
        var (east, north) = (Math.Round(corner.X + width, 6), Math.Round(corner.Y + height, 6));
        return new Geometry.Geo("Polygon", [corner, new(corner.X, north), new(east, north), new(east, corner.Y), corner]);
    }

    private static Point[] Ring(SeededRandom random)
    {
        var points = Points(random, 5);
        return [.. points, points[0]];
    }

    private static Point[] Points(SeededRandom random, int count) => [.. Enumerable.Range(0, count).Select(_ => Point(random))];

    private static Point Point(SeededRandom random) => new(random.Measure(0, 1920), random.Measure(0, 1080));

    private static Point Place(SeededRandom random) => new(random.Measure(-120, 120), random.Measure(-60, 60));
}
