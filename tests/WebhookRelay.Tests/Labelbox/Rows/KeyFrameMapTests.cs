using System.Text;
using WebhookRelay.Contracts;
using WebhookRelay.Labelbox;

namespace WebhookRelay.Tests.Labelbox.Rows;

public sealed class KeyFrameMapTests
{
    [Theory]
    [InlineData("""{"f":[13, 19]}""", """{"f":{"13":true,"19":true}}""")]
    [InlineData("""{"f":[13],"g":{"18":false},"h":[ ]}""", """{"f":{"13":true},"g":{"18":false},"h":{}}""")]
    [InlineData("""{"f":{"Axial":[1,2],"Coronal":{},"Sagittal":{"3":true}}}""", """{"f":{"Axial":{"1":true,"2":true},"Coronal":{},"Sagittal":{"3":true}}}""")]
    public void Arrays_of_key_frames_become_objects(string map, string uniform)
    {
        var row = """
            { "data_row": {"id":"r"}, "projects":{"p":{"labels":[{"annotations":{"frames":{"13":{"objects":{}}},"key_frame_feature_map":MAP,"segments":{"f":[[13,19]]}} }]}},
              "experiments":{"m":{"runs":{"n":{"labels":[],"predictions":[{"annotations":{"key_frame_feature_map" : MAP}}]}}}} }
            """;

        Assert.Equal(Replace(row, uniform), Read(Replace(row, map)));
    }

    [Theory]
    [InlineData("""{"f":{"13":true}}""")]
    [InlineData("{}")]
    [InlineData("[13,19]")]
    [InlineData("null")]
    [InlineData("""{"f":["13"]}""")]
    [InlineData("""{"f":[13.5]}""")]
    [InlineData("""{"f":[-1]}""")]
    [InlineData("""{"f":[1e3]}""")]
    [InlineData("""{"f":[[13]]}""")]
    [InlineData("""{"f":[13,{}]}""")]
    public void Other_key_frame_maps_are_unchanged(string map)
    {
        var row = Replace("""{"data_row":{"id":"r"},"projects":{"p":{"labels":[{"annotations":{"key_frame_feature_map":MAP,"segments":[1,2]}}]}}}""", map);

        Assert.Equal(row, Read(row));
    }

    [Fact]
    public void Row_in_an_envelope_is_normalized()
    {
        const string Envelope = """{"a":{"key_frame_feature_map":{"f":[1]}},"row":{"data_row":{},"x":{"key_frame_feature_map":{"f":[1]}}}}""";

        Assert.Equal("""{"data_row":{},"x":{"key_frame_feature_map":{"f":{"1":true}}}}""", Read(Envelope));
    }

    [Fact]
    public void Row_that_would_more_than_double_is_unchanged()
    {
        var row = $$$$$$"""{"data_row":{},"x":{"key_frame_feature_map":{"f":[{{{{{{string.Join(',', Enumerable.Repeat(1, 1000))}}}}}}]}}}""";

        Assert.Equal(row, Read(row));
    }

    private static string Replace(string row, string map) => row.Replace("MAP", map, StringComparison.Ordinal);

    private static string Read(string row) => Encoding.UTF8.GetString(
        Assert.IsType<PayloadReading.Understood>(DeliveryPayload.Read(Encoding.UTF8.GetBytes(row), LabelboxTopic.LabelUpdated)).Facts.DataRow.Span);
}
