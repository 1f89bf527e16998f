using WebhookRelay.MadeUp.World;

namespace WebhookRelay.MadeUp.Rows;

/// <summary>A tool of a project's ontology, with the kind of annotation it makes.</summary>
/// <param name="Draw">Draws a geometry; told the frame for kinds of data that have frames, else 1.</param>
internal sealed record Tool(string Name, string Kind, Func<Dice, int, Geometry> Draw)
{
    private static readonly Tool[] Image =
    [
        new("vehicle", "ImageBoundingBox", (dice, _) => Box(dice)),
        new("lane", "ImagePolygon", (dice, _) => new Geometry.Polygon(Ring(dice))),
        new("kerb", "ImagePolyline", (dice, _) => new Geometry.Line(Points(dice, 4))),
        new("Straßenlaterne", "ImagePoint", (dice, _) => new Geometry.Spot(Point(dice))),
        new("sky", "ImageSegmentationMask", (_, _) => new Geometry.Mask()),
        new("tree", "ImageSegmentationMask", Composite),
    ];

    private static readonly Tool[] Video =
    [
        new("vehicle", "VideoBoundingBox", (dice, _) => Box(dice)),
        new("road", "VideoSegmentationMask", Composite),
    ];

    private static readonly Tool[] Text = [new("named_entity", "TextEntity", Span)];

    private static readonly Tool[] Document =
    [
        new("named_entity", "DocumentEntityToken", (dice, _) => new Geometry.Tokens(
            dice.Uuid().ToString(), dice.Between(1, 12), [.. Enumerable.Range(0, 4).Select(_ => dice.Uuid().ToString())], "Metal–insulator transitions have been")),
        new("figure", "DocumentBoundingBox", (dice, _) => Box(dice) with { Page = dice.Between(1, 12) }),
    ];

    private static readonly Tool[] Geospatial =
    [
        new("building", "GeoBoundingBox", (dice, _) => GeoBox(dice)),
        new("tree", "GeoPoint", (dice, _) => new Geometry.Geo("Point", [Place(dice)])),
        new("road", "GeoPolyline", (dice, _) => new Geometry.Geo("LineString", [Place(dice), Place(dice), Place(dice)])),
        new("field", "GeoPolygon", (dice, _) => GeoRing(dice)),
    ];

    private static readonly Tool[] Conversational = [new("named_entity", "ConversationalTextEntity", (dice, _) => new Geometry.MessageSpan("0", 0, dice.Between(3, 20)))];

    private static readonly Tool[] Llm =
    [
        new("best_answer", "MessageSingleSelection", (dice, _) => new Geometry.Messages(MessageChoice.Single, dice.Below(2))),
        new("good_answers", "MessageMultiSelection", (dice, _) => new Geometry.Messages(MessageChoice.Multi, dice.Below(2))),
        new("order_of_answers", "MessageRanking", (dice, _) => new Geometry.Messages(MessageChoice.Ranking, dice.Below(2))),
    ];

    private static readonly Tool[] Dicom = [new("line", "DICOMPolyline", (dice, _) => new Geometry.Line(Points(dice, 3)))];

    /// <summary>The tools in their order; none for audio and HTML, which are only classified.</summary>
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

    private static Geometry.Box Box(Dice dice) => new(dice.Measure(0, 900), dice.Measure(0, 1600), dice.Measure(10, 180), dice.Measure(10, 320));

    private static Geometry.CompositeMask Composite(Dice dice, int frame) =>
        new Geometry.CompositeMask(dice.Uuid().ToString(), dice.Uuid().ToString(), frame, dice.Below(256), dice.Below(256), dice.Below(256));

    private static Geometry.Span Span(Dice dice, int frame)
    {
        var start = dice.Below(12) * 40;
        return new Geometry.Span(start, start + 16, "research suggests");
    }

    private static Geometry.Geo GeoRing(Dice dice)
    {
        var first = Place(dice);
        return new Geometry.Geo("Polygon", [first, Place(dice), Place(dice), first]);
    }

    private static Geometry.Geo GeoBox(Dice dice)
    {
        var (corner, width, height) = (Place(dice), dice.Measure(0, 1), dice.Measure(0, 1));
        var (east, north) = (Math.Round(corner.X + width, 6), Math.Round(corner.Y + height, 6));
        return new Geometry.Geo("Polygon", [corner, new(corner.X, north), new(east, north), new(east, corner.Y), corner]);
    }

    private static Point[] Ring(Dice dice)
    {
        var points = Points(dice, 5);
        return [.. points, points[0]];
    }

    private static Point[] Points(Dice dice, int count) => [.. Enumerable.Range(0, count).Select(_ => Point(dice))];

    private static Point Point(Dice dice) => new(dice.Measure(0, 1920), dice.Measure(0, 1080));

    private static Point Place(Dice dice) => new(dice.Measure(-120, 120), dice.Measure(-60, 60));
}
