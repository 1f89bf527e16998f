using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using WebhookRelay.Contracts;
using WebhookRelay.Labelbox;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Labelbox.Rows;

/// <summary>Two deliveries of one change have the same digest; any other difference changes it.</summary>
public sealed class ContentDigestTests
{
    private const string Row = """
        {"data_row":{"id":"r","row_data":"https://a.example/1.jpg?Signature=A&Expires=1"},"attachments":[{"type":"IMAGE","value":"https://a.example/2.jpg?sig=A"}],
         "projects":{"p":{"labels":[{"id":"l","annotations":{"objects":[{"x":1.0,"mask":{"url":"https://a.example/m?token=A"}},{"x":2}],"classifications":[{"value":"v","text_answer":{"content":"https://a.example/?q=1"}}]}}]}},
         "n":null,"t":true,"empty":{},"list":[[1,2],[3]]}
        """;

    [Theory]
    [InlineData("Signature=A&Expires=1", "Signature=B&Expires=2&more")]
    [InlineData("?Signature=A&Expires=1", "")]
    [InlineData("?Signature=A&Expires=1", "?")]
    [InlineData("2.jpg?sig=A", "2.jpg?sig=B")]
    [InlineData("m?token=A", "m?token=B")]
    [InlineData("\"n\":null,\"t\":true", " \"t\" : true ,\r\n\t\"n\" : null ")]
    [InlineData("\"x\":1.0,\"mask\":{\"url\":\"https://a.example/m?token=A\"}", "\"mask\":{\"url\":\"https://a.example/m?token=A\"},\"x\":1.0")]
    [InlineData("https://a.example/1.jpg", "https:\\/\\/a.example/1.jpg")]
    [InlineData("\"id\":\"l\"", "\"i\\u0064\":\"\\u006c\"")]
    public void Digest_ignores_differences_between_deliveries_of_one_change(string one, string other) => Assert.Equal(Of(Row), Of(Changed(one, other)));

    [Theory]
    [InlineData("\"x\":1.0", "\"x\":1")]
    [InlineData("\"x\":2", "\"x\":\"2\"")]
    [InlineData("\"x\":2", "\"x\":3")]
    [InlineData("\"x\":2", "\"y\":2")]
    [InlineData("{\"x\":2}", "{\"x\":2},{\"x\":2}")]
    [InlineData("\"t\":true", "\"t\":false")]
    [InlineData("\"n\":null,", "")]
    [InlineData("\"empty\":{}", "\"empty\":[]")]
    [InlineData("[[1,2],[3]]", "[[1],[2,3]]")]
    [InlineData("[[1,2],[3]]", "[[2,1],[3]]")]
    [InlineData("[[1,2],[3]]", "[[3],[1,2]]")]
    [InlineData("[[1,2],[3]]", "[1,2,3]")]
    [InlineData("1.jpg?Signature=A&Expires=1", "3.jpg?Signature=A&Expires=1")]
    [InlineData("1.jpg?Signature=A&Expires=1", "1.jpg?Signature=A&Expires=1#page=2")]
    [InlineData("https://a.example/1.jpg?Signature=A", "is it? https://a.example/1.jpg?Signature=A")]
    [InlineData("/?q=1", "/?q=2")]
    [InlineData("\"value\":\"v\"", "\"value\":\"https://a.example/?q=1\"")]
    [InlineData("\"id\":\"l\"", "\"id\":\"l \"")]
    public void Digest_includes_everything_an_annotator_can_change(string one, string other) => Assert.NotEqual(Of(Row), Of(Changed(one, other)));

    [Fact]
    public void Addresses_that_annotators_write_are_content() => Assert.NotEqual(
        Of("""{"metadata_fields":[{"schema_name":"image_url","value":"https://a.example/?q=1"}]}"""),
        Of("""{"metadata_fields":[{"schema_name":"image_url","value":"https://a.example/?q=2"}]}"""));

    [Fact]
    public void Conversation_text_is_read_as_JSON()
    {
        static string Conversation(string text) => $$$"""{"data_row":{"id":"r","row_data":{{{JsonSerializer.Serialize(text)}}}}}""";
        var digest = Of(Conversation("""{"messages":[{"content":"a","url":"https://a.example/?s=1"}],"version":1}"""));

        Assert.Equal(digest, Of(Conversation("""{ "version":1,"messages":[{"url":"https://a.example/?s=2","content":"a"}]}""")));
        Assert.NotEqual(digest, Of(Conversation("""{"messages":[{"content":"b","url":"https://a.example/?s=1"}],"version":1}""")));
        Assert.NotEqual(Of(Conversation("{not json 1")), Of(Conversation("{not json 2")));
    }

    [Fact]
    public void Invalid_unicode_text_counts_as_written() =>
        Assert.NotEqual(Of("""{"row_data":"\ud800","\udc00":1}"""), Of("""{"row_data":"\ud801","\udc00":1}"""));

    [Theory]
    [InlineData(5)]
    [InlineData(16_000)]
    public void A_deep_row_is_read_to_its_end(int depth)
    {
        string Deep(int innermost) => $"{string.Concat(Enumerable.Repeat("[", depth))}{innermost}{string.Concat(Enumerable.Repeat("]", depth))}";

        Assert.NotEqual(Of(Deep(1)), Of(Deep(2)));
    }

    [Fact]
    public void Digest_of_a_generated_row_counts_every_digit_and_no_member_order()
    {
        foreach (var (_, body) in SampleRows.All())
        {
            var digest = ContentDigest.Of(body);
            Assert.Equal(digest, Of(Reversed(JsonNode.Parse(body))!.ToJsonString()));
            for (var at = 0; at < body.Length; at++)
            {
                if (body[at] is >= (byte)'1' and <= (byte)'8')
                {
                    byte[] changed = [.. body];
                    changed[at]++;
                    Assert.True(digest != ContentDigest.Of(changed), $"The digit at {at} does not count: {Encoding.UTF8.GetString(body.AsSpan(0, at + 1))}");
                }
            }
        }
    }

    [Theory]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(100_000)]
    public void Digest_does_not_depend_on_segments(int length)
    {
        var long1 = $$"""{"row_data":"{{new string('x', 3_000_000)}}\u0041","a":{{Row}}}""";

        Assert.Equal(ContentDigest.Of(Encoding.UTF8.GetBytes(long1)), ContentDigest.Of(Segments.Of(Encoding.UTF8.GetBytes(long1), length)));
        Assert.NotEqual(ContentDigest.Of(Encoding.UTF8.GetBytes(long1)), ContentDigest.Of(Encoding.UTF8.GetBytes(long1.Replace("u0041", "u0042", StringComparison.Ordinal))));
    }

    [Fact]
    public void A_large_body_has_the_digest_of_its_row()
    {
        var body = Encoding.UTF8.GetBytes($$"""{"event":{"id":1},"row":{{Row}}}""");

        Assert.Equal(Of(Row), Assert.IsType<LargeReading.Understood>(LargePayload.Read(new ReadOnlySequence<byte>(body), LabelboxTopic.LabelUpdated)).ContentDigest);
        Assert.Equal(Of(Row), ContentDigest.Of(Assert.IsType<PayloadReading.Understood>(DeliveryPayload.Read(body, LabelboxTopic.LabelUpdated)).Facts.DataRow));
    }

    private static string Changed(string one, string other)
    {
        Assert.Contains(one, Row, StringComparison.Ordinal);
        return Row.Replace(one, other, StringComparison.Ordinal);
    }

    private static JsonNode? Reversed(JsonNode? node) => node switch
    {
        JsonObject json => new JsonObject(json.Reverse().Select(member => KeyValuePair.Create(member.Key, Reversed(member.Value)))),
        JsonArray array => new JsonArray([.. array.Select(Reversed)]),
        _ => node?.DeepClone(),
    };

    private static UInt128 Of(string json) => ContentDigest.Of(Encoding.UTF8.GetBytes(json));
}
