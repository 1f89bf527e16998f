using System.Buffers;
using System.Text;
using System.Text.Json;
using WebhookRelay.Contracts;
using static WebhookRelay.Tests.Contracts.RoundTripTests;

namespace WebhookRelay.Tests.Contracts;

public class CasesTests
{
    [Theory]
    [InlineData("bounding_box", """{"top":1}""", typeof(BoundingBoxObject))]
    [InlineData("polygon", """[{"x":1,"y":2}]""", typeof(PolygonObject))]
    [InlineData("line", "[]", typeof(LineObject))]
    [InlineData("point", """{"x":1,"y":2}""", typeof(PointObject))]
    [InlineData("mask", """{"url":"u"}""", typeof(MaskObject))]
    [InlineData("composite_mask", """{"url":"u"}""", typeof(MaskObject))]
    [InlineData("location", """{"start":10,"end":20}""", typeof(EntityObject))]
    [InlineData("conversational_location", """{"message_id":"0"}""", typeof(ConversationalEntityObject))]
    [InlineData("geojson", """{"type":"Point"}""", typeof(GeoObject))]
    [InlineData("selected_message", """{"message_id":"0"}""", typeof(MessageSelectionObject))]
    [InlineData("selected_messages", """{"messages":[]}""", typeof(MessageMultiSelectionObject))]
    [InlineData("ranked_messages", """{"ranked_messages":[]}""", typeof(MessageRankingObject))]
    [InlineData("hologram", "{}", typeof(UnknownObject))]
    public void Each_geometry_has_its_type(string geometry, string value, Type type) =>
        Assert.IsType(type, OnlyObject(LabelboxEvent.Parse(ObjectWith(geometry, value))));

    [Theory]
    [InlineData("""{"radio_answer":{}}""", typeof(RadioClassification))]
    [InlineData("""{"checklist_answers":[]}""", typeof(ChecklistClassification))]
    [InlineData("""{"text_answer":{}}""", typeof(TextClassification))]
    [InlineData("""{"message_id":"0","conversational_radio_answer":{}}""", typeof(ConversationalRadioClassification))]
    [InlineData("""{"message_id":"0","conversational_checklist_answers":[]}""", typeof(ConversationalChecklistClassification))]
    [InlineData("""{"message_id":"0","conversational_text_answer":{}}""", typeof(ConversationalTextClassification))]
    [InlineData("""{"drawn_answer":{}}""", typeof(UnknownClassification))]
    public void Each_answer_has_its_type(string classification, Type type) =>
        Assert.IsType(type, OnlyObject(LabelboxEvent.Parse(ObjectWith("classifications", $"[{classification}]"))).Classifications!.Single());

    [Theory]
    [InlineData("""{"start":10,"end":20,"token":"um dolor si"}""", typeof(TextLocation))]
    [InlineData("""{"groups":[{"page_number":1,"tokens":["t"]}]}""", typeof(DocumentLocation))]
    [InlineData("""{"paragraph":3}""", typeof(UnknownLocation))]
    public void Each_location_of_an_entity_has_its_type(string location, Type type) =>
        Assert.IsType(type, Assert.IsType<EntityObject>(OnlyObject(LabelboxEvent.Parse(ObjectWith("location", location)))).Location);

    [Fact]
    public void Each_case_rejects_other_types() => Assert.All(
        new[] { typeof(ObjectAnnotation), typeof(Classification), typeof(EntityLocation), typeof(FrameSegments), typeof(KeyFrames) },
        type => Assert.All(type.GetConstructors(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Public), constructor => Assert.True(constructor.IsFamilyAndAssembly)));

    [Theory]
    [InlineData("[12.5,41.9]", "12.5,41.9")]
    [InlineData("[12.5,41.9,300]", "12.5,41.9")]
    [InlineData("[[1,2],[3,4]]", "1,2 3,4")]
    [InlineData("[[[1,2],[3,4],[5,6],[1,2]],[[7,8]]]", "1,2 3,4 5,6 1,2 7,8")]
    [InlineData("[[1,2],\"x\",[3],[1e400,2],[5,6]]", "1,2 5,6")]
    [InlineData("{}", "")]
    [InlineData("null", "")]
    public void Positions_are_read_at_any_nesting(string coordinates, string positions)
    {
        var read = OnlyObject(LabelboxEvent.Parse(ObjectWith("geojson", $$"""{"type":"Polygon","coordinates":{{coordinates}}}""")));

        var found = Assert.IsType<GeoObject>(read).Geojson!.Positions().Select(at => FormattableString.Invariant($"{at.Longitude},{at.Latitude}"));
        Assert.Equal(positions, string.Join(' ', found));
    }

    [Fact]
    public void Standalone_row_is_read_like_one_in_an_event()
    {
        const string Row = """{"data_row":{"id":"r","global_key":7},"projects":{"p":{"labels":[null]}},"other":1e400}""";

        var read = JsonSerializer.Deserialize(Row, ContractsJson.Default.DataRow)!;

        Assert.Equal("r", read.Asset!.Id);
        AssertEqual(Encoding.UTF8.GetBytes(Row), JsonSerializer.SerializeToUtf8Bytes(read, ContractsJson.Default.DataRow));
    }

    [Fact]
    public void Segmented_event_is_read_like_a_contiguous_one()
    {
        var json = ObjectWith("bounding_box", """{"top":0.1234567890123456789,"left":1.0,"other":"\u00e9"},"page_number":13.0""");
        var reader = new Utf8JsonReader(Pieces(json), new JsonReaderOptions { MaxDepth = 1000 });

        var read = JsonSerializer.Deserialize(ref reader, ContractsJson.Default.LabelboxEvent)!;

        Assert.Equal(13, OnlyObject(read).PageNumber);
        AssertEqual(json, read.ToUtf8Json());
    }

    [Fact]
    public void Event_is_written_alike_to_buffer_and_array()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 5000)) + string.Concat(Enumerable.Repeat("]", 5000));
        var read = LabelboxEvent.Parse(ObjectWith("bounding_box", $$"""{"top":1,"deep":{{deep}}}"""));
        var buffer = new ArrayBufferWriter<byte>();

        read.WriteTo(buffer);

        Assert.Equal(read.ToUtf8Json(), buffer.WrittenSpan.ToArray());
    }

    private static ReadOnlySequence<byte> Pieces(byte[] json)
    {
        var first = new Piece(json.AsMemory(0, 1), null);
        var last = first;
        for (var i = 1; i < json.Length; i++)
        {
            last = new Piece(json.AsMemory(i, 1), last);
        }

        return new ReadOnlySequence<byte>(first, 0, last, 1);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, Piece? before)
        {
            Memory = memory;
            if (before is not null)
            {
                RunningIndex = before.RunningIndex + 1;
                before.Next = this;
            }
        }
    }
}
