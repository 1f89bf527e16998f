using System.Text;
using System.Text.Json;
using WebhookRelay.Contracts;

namespace WebhookRelay.Tests.Contracts;

public class RoundTripTests
{
    public static TheoryData<string> Names() => Samples.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_sample_round_trips_without_unknown_members(string name)
    {
        var json = Samples.Event(Samples.Row(name).ToJsonString());

        var read = LabelboxEvent.Parse(json);

        AssertEqual(json, read.ToUtf8Json());
        Assert.Empty(UntypedMembers.In(read));
    }

    [Theory]
    [InlineData("""{"top":1.0}""", "a fraction of nothing")]
    [InlineData("""{"top":1e2}""", "an exponent")]
    [InlineData("""{"top":-0}""", "a negative nothing")]
    [InlineData("""{"top":1e400}""", "more than a double")]
    [InlineData("""{"top":123456789012345678901234567890}""", "more digits than a double")]
    [InlineData("""{"top":0.1234567890123456789}""", "more digits than a double, after the point")]
    [InlineData("""{"top":9007199254740993}""", "a whole number between two doubles")]
    [InlineData("""{"top":1e-400}""", "less than a double")]
    [InlineData("""{"top":null}""", "null")]
    [InlineData("""{"top":"1"}""", "a text")]
    [InlineData("""{"top":{"a":[1]}}""", "an object")]
    [InlineData("""{"t\u006fp":1}""", "an escaped name")]
    [InlineData("""{"top":1,"\u00e9\"":"\ud83d\ude00"}""", "an unknown name in escapes")]
    public void Box_is_preserved_with(string box, string _)
    {
        var json = ObjectWith("bounding_box", box);

        AssertEqual(json, LabelboxEvent.Parse(json).ToUtf8Json());
    }

    [Theory]
    [InlineData("1.0", 1)]
    [InlineData("13", 13)]
    [InlineData("1.3e1", 13)]
    [InlineData("1.5", null)]
    [InlineData("2147483648", null)]
    [InlineData("9007199254740993.0", null)]
    [InlineData("\"1\"", null)]
    public void Page_is_an_integer_in_any_notation(string written, int? page)
    {
        var json = ObjectWith("page_number", written);

        var read = LabelboxEvent.Parse(json);

        Assert.Equal(page, OnlyObject(read).PageNumber);
        AssertEqual(json, read.ToUtf8Json());
    }

    [Fact]
    public void High_precision_number_is_typed_and_changeable()
    {
        var read = LabelboxEvent.Parse(ObjectWith("bounding_box", """{"top":0.1234567890123456789,"left":0.1234567890123456789}"""));
        var box = ((BoundingBoxObject)OnlyObject(read)).BoundingBox!;
        Assert.Equal(0.12345678901234568, box.Top);

        box.Top = 2;

        var written = Encoding.UTF8.GetString(read.ToUtf8Json());
        Assert.Contains("\"top\":2,\"left\":0.1234567890123456789", written, StringComparison.Ordinal);
    }

    [Fact]
    public void Typed_value_replaces_the_unread_one()
    {
        var read = LabelboxEvent.Parse(ObjectWith("bounding_box", """{"top":"1"}"""));
        var box = ((BoundingBoxObject)OnlyObject(read)).BoundingBox!;

        box.Top = 2;

        Assert.Contains("\"bounding_box\":{\"top\":2}", Encoding.UTF8.GetString(read.ToUtf8Json()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_time_keeps_its_text()
    {
        var json = Samples.Event("""{"data_row":{"id":"r","details":{"created_at":"2024-04-08T16:21:26.000+00:00","updated_at":"yesterday"}}}""");

        var read = LabelboxEvent.Parse(json);

        var details = read.Data!.Asset!.Details!;
        Assert.Equal(new DateTimeOffset(2024, 4, 8, 16, 21, 26, TimeSpan.Zero), details.CreatedAt!.Value.Time);
        Assert.Null(details.UpdatedAt!.Value.Time);
        AssertEqual(json, read.ToUtf8Json());
    }

    internal static void AssertEqual(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual) =>
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), JsonElement.Parse(actual)), Encoding.UTF8.GetString(actual));

    internal static byte[] ObjectWith(string name, string value) => Samples.Event($$$$"""
        {"data_row":{"id":"r"},"projects":{"p":{"labels":[{"annotations":{"objects":[{"name":"o","{{{{name}}}}":{{{{value}}}}}]}}]}}}
        """);

    internal static ObjectAnnotation OnlyObject(LabelboxEvent read) => read.Data!.Projects!["p"].Labels![0].Annotations!.Objects!.Single();
}
