using System.Text;
using System.Text.Json;
using WebhookRelay.Contracts;
using static WebhookRelay.Tests.Contracts.RoundTripTests;

namespace WebhookRelay.Tests.Contracts;

public class UnknownMemberTests
{
    [Theory]
    [InlineData("bounding_box", "\"none\"")]
    [InlineData("bounding_box", "null")]
    [InlineData("polygon", "{}")]
    [InlineData("mask", "[]")]
    [InlineData("hologram", "{\"depth\":3}")]
    public void Object_without_readable_geometry_is_the_unknown_case(string geometry, string value)
    {
        var json = ObjectWith(geometry, value);

        var read = LabelboxEvent.Parse(json);

        var unknown = Assert.IsType<UnknownObject>(OnlyObject(read));
        Assert.Equal("o", unknown.Name);
        Assert.Equal(value, unknown.Unknown![geometry].GetRawText());
        AssertEqual(json, read.ToUtf8Json());
    }

    [Fact]
    public void First_of_two_geometries_decides_and_the_second_is_preserved()
    {
        var json = ObjectWith("mask", """{"url":"m"},"point":{"x":1,"y":2}""");

        var read = LabelboxEvent.Parse(json);

        var mask = Assert.IsType<MaskObject>(OnlyObject(read));
        Assert.Equal(("m", "point"), (mask.Mask!.Url, mask.Unknown!.Single().Key));
        AssertEqual(json, read.ToUtf8Json());
    }

    [Theory]
    [InlineData("mask", """{"url":"m"},"composite_mask":{"url":"c","color_rgb":[1,2,3]}""")]
    [InlineData("composite_mask", """{"url":"c","color_rgb":[1,2,3]},"mask":{"url":"m"}""")]
    public void Own_and_shared_masks_are_read(string geometry, string value)
    {
        var json = ObjectWith(geometry, value);

        var read = LabelboxEvent.Parse(json);

        var mask = Assert.IsType<MaskObject>(OnlyObject(read));
        Assert.Equal(("m", "c", 3), (mask.Mask!.Url, mask.CompositeMask!.Url, mask.CompositeMask.ColorRgb!.Count));
        Assert.Empty(mask.Unknown ?? new Dictionary<string, System.Text.Json.JsonElement>(StringComparer.Ordinal));
        Assert.Empty(PublishedSchemaTests.Faults(json));
        AssertEqual(json, read.ToUtf8Json());
    }

    [Theory]
    [InlineData("6", true, 6)]
    [InlineData("\"6\"", false, 6)]
    [InlineData("1.50", true, null)]
    [InlineData("\"upside down\"", false, null)]
    public void Orientation_is_read_as_string_or_number(string written, bool isNumber, int? value)
    {
        var json = Samples.Event($$$"""{"data_row":{"id":"r"},"media_attributes":{"exif_rotation":{{{written}}}}}""");

        var read = LabelboxEvent.Parse(json);

        Assert.Equal((isNumber, value), (read.Data!.MediaAttributes!.ExifRotation!.Value.IsNumber, read.Data.MediaAttributes.ExifRotation.Value.Value));
        Assert.Empty(PublishedSchemaTests.Faults(json));
        AssertEqual(json, read.ToUtf8Json());
    }

    [Fact]
    public void Invalid_label_does_not_hide_the_others()
    {
        var json = RowWith("""{"labels":[null,7,"label",["x"],{"id":"l"}]}""");

        var read = LabelboxEvent.Parse(json);

        var labels = read.Data!.Projects!["p"].Labels!;
        Assert.Equal(["null", "7", "\"label\"", "[\"x\"]"], labels.Take(4).Select(label => label.Misfit!.Value.GetRawText()));
        Assert.Equal("l", labels[4].Id);
        AssertEqual(json, read.ToUtf8Json());
    }

    [Theory]
    [InlineData("""{"labels":"none"}""")]
    [InlineData("""{"labels":{"0":{"id":"l"}}}""")]
    [InlineData("""{"labels":[{"annotations":[]}]}""")]
    [InlineData("""{"labels":[{"annotations":{"objects":[7,null,{"name":5}],"classifications":["x",{"radio_answer":[]}]}}]}""")]
    [InlineData("""{"labels":[{"annotations":{"frames":{"1":null,"2":{"objects":{"f":3}}},"groups":{"Axial":true}}}]}""")]
    [InlineData("""{"labels":[{"annotations":{"segments":{"f":[[1,2],[3]]},"key_frame_feature_map":{"f":{"1":"yes"}}}}]}""")]
    [InlineData("""{"labels":[{"annotations":{"segments":{"f":null,"g":{"f":[["1",2]]}},"key_frame_feature_map":{"f":7,"g":[1.5]}}}]}""")]
    [InlineData("""{"labels":[{"annotations":{"segments":[],"key_frame_feature_map":[1,2]}}]}""")]
    [InlineData("\"project\"")]
    public void Value_of_a_wrong_type_is_preserved(string project)
    {
        var json = RowWith(project);

        AssertEqual(json, LabelboxEvent.Parse(json).ToUtf8Json());
    }

    [Fact]
    public void Key_frames_in_a_list_are_read_as_a_map()
    {
        var json = RowWith("""{"labels":[{"annotations":{"key_frame_feature_map":{"f":[13,19],"g":{"13":true,"18":false}}}}]}""");

        var read = LabelboxEvent.Parse(json);

        var map = read.Data!.Projects!["p"].Labels![0].Annotations!.KeyFrameFeatureMap!;
        Assert.Equal([new("13", true), new("19", true)], Assert.IsType<FeatureKeyFrames>(map["f"]).Frames);
        Assert.Equal([new("13", true), new("18", false)], Assert.IsType<FeatureKeyFrames>(map["g"]).Frames);
        AssertEqual(json, read.ToUtf8Json());
    }

    [Fact]
    public void Key_frames_of_a_view_can_be_a_list()
    {
        var json = RowWith("""{"labels":[{"annotations":{"key_frame_feature_map":{"f":{"Axial":[1],"Coronal":{},"Sagittal":{"2":true}}}}}]}""");

        var read = LabelboxEvent.Parse(json);

        var map = read.Data!.Projects!["p"].Labels![0].Annotations!.KeyFrameFeatureMap!;
        var groups = Assert.IsType<GroupKeyFrames>(map["f"]).Groups;
        Assert.Equal([new("1", true)], groups["Axial"]);
        Assert.Empty(groups["Coronal"]);
        Assert.Equal([new("2", true)], groups["Sagittal"]);
        AssertEqual(json, read.ToUtf8Json());
    }

    [Theory]
    [InlineData("""{"top":1,"top":"x"}""", """{"top":"x"}""")]
    [InlineData("""{"top":"x","top":1}""", """{"top":1}""")]
    [InlineData("""{"other":1,"other":2}""", """{"other":2}""")]
    public void Last_of_duplicate_members_wins(string box, string written) => Assert.Contains(
        $"\"bounding_box\":{written}",
        Encoding.UTF8.GetString(LabelboxEvent.Parse(ObjectWith("bounding_box", box)).ToUtf8Json()),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"name":"\ud800"}""")]
    [InlineData("""{"other":"\udc00 \u0000"}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"\ud800":{"\ud800":[]},"name":"n"}""")]
    public void Unpaired_surrogate_is_preserved_byte_by_byte(string project)
    {
        var written = Encoding.UTF8.GetString(LabelboxEvent.Parse(RowWith(project)).ToUtf8Json());

        Assert.Contains(project, written, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[", "]", 10_000)]
    [InlineData("""{"a":""", "}", 10_000)]
    [InlineData("""{"labels":[""", "]}", 10_000)]
    [InlineData("""{"labels":[{"annotations":{"classifications":[""", "]}}]}", 2_000)]
    public void Deep_nesting_is_preserved(string open, string close, int times)
    {
        var inner = string.Concat(Enumerable.Repeat("""{"radio_answer":{"classifications":[""", times))
            + "7" + string.Concat(Enumerable.Repeat("]}}", times));
        var json = RowWith(open.Contains("classifications", StringComparison.Ordinal)
            ? open + inner + close
            : string.Concat(Enumerable.Repeat(open, times)) + "1" + string.Concat(Enumerable.Repeat(close, times)));

        var written = OnASmallStack(() => LabelboxEvent.Parse(json).ToUtf8Json());

        Assert.Equal(Encoding.UTF8.GetString(json), Encoding.UTF8.GetString(written));
    }

    [Fact]
    public void Nested_answers_are_typed_at_depth()
    {
        const int Depth = 150;
        var json = RowWith("""{"labels":[{"annotations":{"classifications":["""
            + string.Concat(Enumerable.Range(0, Depth).Select(level => $$"""{"name":"q{{level}}","radio_answer":{"name":"a{{level}}","classifications":["""))
            + """{"name":"last","text_answer":{"content":"deep"}}"""
            + string.Concat(Enumerable.Repeat("]}}", Depth)) + "]}}]}");

        var next = LabelboxEvent.Parse(json).Data!.Projects!["p"].Labels![0].Annotations!.Classifications!.Single();
        for (var level = 0; level < Depth; level++)
        {
            Assert.Equal($"q{level}", next.Name);
            next = Assert.IsType<RadioClassification>(next).RadioAnswer!.Classifications!.Single();
        }

        Assert.Equal("deep", Assert.IsType<TextClassification>(next).TextAnswer!.Content);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{\"specversion\":\"1.0\",")]
    [InlineData("{\"\\ud800\":1}")]
    public void Non_event_is_rejected(string json) =>
        Assert.Throws<JsonException>(() => LabelboxEvent.Parse(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Truncated_event_is_rejected_as_invalid_JSON()
    {
        var json = ObjectWith("bounding_box", """{"top":1,"left":"é"}""");

        for (var length = 0; length < json.Length; length++)
        {
            Assert.Throws<JsonException>(() => LabelboxEvent.Parse(json.AsSpan(0, length)));
        }
    }

    private static byte[] RowWith(string project) => Samples.Event($$$$"""{"data_row":{"id":"r"},"projects":{"p":{{{{project}}}}}}""");

    /// <summary>A quarter of a pool thread's stack.</summary>
    private static T OnASmallStack<T>(Func<T> work)
    {
        var result = new TaskCompletionSource<T>();
        var thread = new Thread(() =>
        {
            try
            {
                result.SetResult(work());
            }
            catch (JsonException e)
            {
                result.SetException(e);
            }
        }, 384 * 1024);
        thread.Start();
        return result.Task.GetAwaiter().GetResult();
    }
}
