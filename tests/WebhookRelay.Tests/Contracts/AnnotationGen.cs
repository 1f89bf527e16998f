using CsCheck;

namespace WebhookRelay.Tests.Contracts;

/// <summary>Generates the annotations of a label, by medium.</summary>
/// <param name="whole">Whether every optional member is there.</param>
/// <param name="published">Whether key frames are in maps only, as the relay publishes them.</param>
internal class AnnotationGen(bool whole, bool published) : JsonGen(whole)
{
    private const int Deepest = 3;

    private static readonly Gen<string> FrameNumber = Gen.Int[1, 5000].Select(frame => $"\"{frame}\"");

    private static readonly Gen<string> View = Gen.OneOf("\"Axial\"", "\"Sagittal\"", "\"Coronal\"");

    private static readonly Gen<string> Ranges = Gen.Select(Gen.Int[1, 5000], Gen.Int[0, 99], (start, more) => $"[{start},{start + more}]")
        .Array[0, 3].Select(ranges => $"[{string.Join(',', ranges)}]");

    public Gen<string> Annotations(string media) => media switch
    {
        "video" => ObjectOf(
            ("v1", Anything),
            ("frames", Frames(Box, Mask("VideoSegmentationMask"))),
            ("segments", MapOf(Id, Ranges)),
            ("key_frame_feature_map", published ? MapOf(Id, KeyFrames) : MapOf(Id, KeyFrames, KeyFrameList)),
            ("classifications", Classifications())),
        "audio" => ObjectOf(
            ("objects", Gen.Const("[]")),
            ("classifications", Classifications()),
            ("segments", MapOf(Id, Ranges)),
            ("timestamp", Anything)),
        "dicom" => ObjectOf(
            ("groups", MapOf(View, ObjectOf(("name", View), ("classifications", Classifications()), ("frames", Frames(Line("DICOMPolyline")))))),
            ("segments", MapOf(View, MapOf(Id, Ranges))),
            ("key_frame_feature_map", MapOf(Id, published ? MapOf(View, KeyFrames) : MapOf(View, Gen.OneOf(KeyFrames, KeyFrameList)))),
            ("classifications", Classifications())),
        _ => ObjectOf(
            ("objects", ListOf(ObjectsOf(media))),
            ("classifications", Classifications()),
            ("relationships", ListOf(Object("TextUnidirectionalRelationship")))),
    };

    private Gen<string>[] ObjectsOf(string media) => media switch
    {
        "image" => [Box, Object("ImagePolygon", ("polygon", Points)), Line("ImagePolyline"), Object("ImagePoint", ("point", Point)),
            Mask("ImageSegmentationMask")],
        "text" => [Object("TextEntity", ("location", Stretch))],
        "html" => [Object("HtmlHologram", ("future_geometry", Anything))],
        "document" => [Box, Object("DocumentEntityToken", ("location", ObjectOf(("groups", ListOf(TokenGroup)))))],
        "geospatial" => [Object("GeoBoundingBox", ("geojson", GeoJson))],
        "conversational" => [Object("ConversationalTextEntity", ("conversational_location", ObjectOf(("message_id", Id), ("location", Stretch))))],
        "llm" =>
        [
            Object("MessageSingleSelection", ("selected_message", ObjectOf(("message_id", Id), ("model_config_name", Text), ("parent_message_id", Id)))),
            Object("MessageMultiSelection", ("selected_messages", ObjectOf(("messages", ListOf(Message)), ("parent_message_id", Id)))),
            Object("MessageRanking", ("ranked_messages", ObjectOf(("ranked_messages", ListOf(RankedMessage)), ("parent_message_id", Id)))),
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(media), media, "No such medium."),
    };

    private Gen<string> Box => Object(
        "ImageBoundingBox",
        ("bounding_box", ObjectOf(("top", Number), ("left", Number), ("height", Number), ("width", Number))),
        ("page_number", Whole),
        ("page_dimensions", ObjectOf(("height", Number), ("width", Number))));

    private Gen<string> Point => ObjectOf(("x", Number), ("y", Number));

    private Gen<string> Points => ListOf(Point, Point);

    private Gen<string> Stretch => ObjectOf(("start", Whole), ("end", Whole), ("token", Text));

    private Gen<string> TokenGroup => ObjectOf(("id", Id), ("page_number", Whole), ("tokens", ListOf(Id)), ("text", Text));

    private static Gen<string> KeyFrames => Gen.Dictionary(FrameNumber, Flag)[0, 3]
        .Select(frames => $"{{{string.Join(',', frames.Select(frame => $"{frame.Key}:{frame.Value}"))}}}");

    private static Gen<string> KeyFrameList => Gen.Int[1, 5000].Array[0, 3].Select(frames => $"[{string.Join(',', frames)}]");

    private Gen<string> GeoJson => ObjectOf(
        ("type", Gen.OneOf("\"Point\"", "\"LineString\"", "\"Polygon\"")),
        ("coordinates", Gen.OneOf(Position, ListOf(Position), ListOf(ListOf(Position)))));

    private static Gen<string> Position => Gen.Select(Number, Number, (longitude, latitude) => $"[{longitude},{latitude}]");

    private Gen<string> Message => ObjectOf(("message_id", Id), ("model_config_name", Text));

    private Gen<string> RankedMessage => ObjectOf(("message_id", Id), ("model_config_name", Text), ("order", Whole));

    private Gen<string> Line(string kind) => Object(kind, ("line", Points));

    /// <summary>As an own mask, in a shared image, or both.</summary>
    private Gen<string> Mask(string kind) => Object(
        kind,
        ("mask", ObjectOf(("url", Text))),
        ("composite_mask", ObjectOf(("url", Text), ("color_rgb", Gen.Int[0, 255].Array[3].Select(rgb => $"[{string.Join(',', rgb)}]")))));

    private Gen<string> Frames(params Gen<string>[] objects) =>
        MapOf(FrameNumber, ObjectOf(("objects", MapOf(Id, objects)), ("classifications", Classifications(Deepest)), ("v1", Anything)));

    private Gen<string> Object(string kind, params (string Name, Gen<string> Value)[] more) => ObjectOf(
        [("feature_id", Id), ("feature_schema_id", Id), ("name", Text), ("value", Text), ("annotation_kind", Gen.Const($"\"{kind}\"")),
            .. kind.EndsWith("Relationship", StringComparison.Ordinal) ? [] : (IEnumerable<(string, Gen<string>)>)[("classifications", Classifications(Deepest)), ("v1", Anything)], .. more]);

    private Gen<string> Classifications(int depth = 0)
    {
        if (depth > Deepest)
        {
            return Gen.Const("[]");
        }

        var answer = ObjectOf(
            ("feature_id", Id), ("feature_schema_id", Id), ("name", Text), ("value", Text),
            ("classifications", Classifications(IsWhole ? depth + 3 : depth + 1)), ("v1", Anything));
        var words = ObjectOf(("content", Text));
        return ListOf(
            Question("radio_answer", answer), Question("checklist_answers", ListOf(answer)), Question("text_answer", words),
            Question("conversational_radio_answer", answer), Question("conversational_checklist_answers", ListOf(answer)),
            Question("conversational_text_answer", words), Question("future_answer", Anything));
    }

    private Gen<string> Question(string kind, Gen<string> answer) =>
        ObjectOf(("feature_id", Id), ("feature_schema_id", Id), ("name", Text), ("value", Text), ("message_id", Id), ("v1", Anything), (kind, answer));
}
