using System.Text;
using System.Text.Json;
using CsCheck;
using WebhookRelay.Ledger;
using WebhookRelay.Normalising;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Normalising;

/// <summary>Any bytes become an event or a reason, with cost bounded by their length.</summary>
public sealed class RobustnessTests
{
    /// <summary>The fixed allocations: ids, records, an exception.</summary>
    private const int Constant = 64 * 1024;

    private static readonly string[] Topics = ["LABEL_CREATED", "LABEL_UPDATED", "LABEL_DELETED", "MOVE", "REVIEW_CREATED", "review_updated", "REVIEW_DELETED", "Something.Else"];

    private static readonly byte[][] Seeds = [.. SampleRows.All().Select(row => row.Body), .. MadeV1(), .. SampleDeliveries.All().Select(sample => sample.Body)];

    [Fact]
    public void Random_bytes() => Gen.Byte.Array[0, 200].Sample(Holds);

    [Fact]
    public void Deliveries_with_bytes_changed_cut_and_doubled() => Gen.Select(
            Gen.OneOf(Seeds), Gen.Select(Gen.Double.Unit, Gen.Byte).Array[0, 8], Gen.Double.Unit, Gen.Double.Unit, Gen.Int[0, 5])
        .Sample((seed, changes, from, to, what) => Holds(Mutated(seed, changes, from, to, what)), iter: 4_000);

    [Fact]
    public void Json_of_the_names_we_know_in_any_order() => GenJson.Delivery.Sample(body => Holds(Encoding.UTF8.GetBytes(body)), iter: 4_000);

    public static TheoryData<string, bool> Odd { get; } = new()
    {
        { """{"data_row":{"id":"r"},"x":""" + Nested(10_000) + "}", true },
        { """{"data_row":{"id":"r"},"projects":{"p":{"labels":[{"annotations":""" + Nested(10_000) + "}]}}}", true },
        { """{"envelope":{"data_row":{"id":"r"},"key_frame_feature_map":{"f":""" + Nested(10_000) + "}}}", true },
        { """{"dataRow":{},"project":{"id":"p"},"label":""" + Nested(10_000) + "}", true },
        { """{"dataRow":{},"project":{"id":"p"},"label":{"objects":""" + Nested(10_000) + "}}", true },
        { """{"dataRow":{},"project":{"id":"p"},"label":"{\"objects\":""" + Nested(20_000) + "}\"}", true },
        { """{"a":""" + Nested(200_000) + "}", false },
        { new string('[', 200_000), false },
        { string.Concat(Enumerable.Repeat("""{"data_row":""", 200_000)), false },
        { """{"data_row":{"id":"a","id":"b"},"data_row":{"id":"c"},"projects":{"p":{},"p":{"labels":[],"labels":[{"id":"l","id":"m"}]}}}""", true },
        { """{"dataRow":{"id":"a"},"dataRow":{"id":"b"},"project":{"id":"p","id":"q"},"label":"{}","label":"{\"objects\":[{\"title\":\"a\",\"title\":\"b\"}],\"objects\":[]}"}""", true },
        { """{"data_row":{"id":"\ud800"},"media_attributes":{"asset_type":"\udc00"},"projects":{"\ud800":{"labels":[{"id":"\ud800\ud800"}]}}}""", true },
        { """{"dataRow":{"id":"\ud800"},"project":{"id":"p"},"label":"{\"objects\":[{\"title\":\"\\ud800\"},{\"title\":\"\ud800\"}]}"}""", true },
        { """{"data_row":{"id":"\u0000"},"a":1e400,"b":-1e-400,"c":123456789012345678901234567890}""", true },
        { """{"dataRow":{},"project":{"id":"p"},"label":"{\"objects\":[{\"page\":1e400,\"point\":{\"x\":1e400}}]}","secondsToLabel":1e400}""", true },
        { "{\"data_row\":{\"id\":\"\u0000\"}}", false },
        { "\u0000", false },
        { """{"data_row":{"id":"r","row_data":" """ + new string('x', 1_000_000) + "\"}}", true },
        { """{"data_row":{"id":" """ + new string('x', 1_000_000) + "\"}}", true },
        { """{"data_row":{"id":" """ + string.Concat(Enumerable.Repeat("\\u00e9", 200_000)) + "\"}}", true },
        { "{\"dataRow\":{\"id\":\"" + new string('x', 1_000_000) + "\"},\"project\":{\"id\":\"p\"},\"label\":\"" + new string('y', 1_000_000) + "\"}", true },
        { "\uFEFF{\"data_row\":{}}", true },
        { "\uFEFF\uFEFF{}", false },
        { "\uFEFF", false },
        { "{}", true },
    };

    [Theory]
    [MemberData(nameof(Odd))]
    public void Oddities(string body, bool isEvent)
    {
        var bytes = Encoding.UTF8.GetBytes(body);

        Assert.Equal(isEvent, Normalise(bytes, "LABEL_UPDATED") is NormalisationResult.Understood);
        Holds(bytes);
    }

    [Fact]
    public void Truncated_utf8_is_reported_with_its_position()
    {
        var whole = """{"data_row":{"id":"😞"}}"""u8;
        for (var cut = 1; cut < 4; cut++)
        {
            var reason = Assert.IsType<NormalisationResult.NotUnderstood>(Normalise(whole[..(19 + cut)].ToArray(), "MOVE")).Reason;
            Assert.Equal("not-json: not UTF-8 at byte 20", reason);
        }
    }

    [Fact]
    public void Too_deep_nesting_is_reported()
    {
        var reason = Assert.IsType<NormalisationResult.NotUnderstood>(Normalise(Encoding.UTF8.GetBytes($$"""{"a":{{Nested(200_000)}}}"""), "MOVE")).Reason;

        Assert.Equal("too-deep: more than 16384 levels at line 1, byte 16389", reason);
    }

    /// <summary>Payloads of a few hundred kilobytes that could make a reader allocate more than it reads.</summary>
    public static TheoryData<string, string> Dense { get; } = new()
    {
        { "ids", Repeated("""{"data_row":{""", "\"id\":\"a\",", """ "x":1}}""") },
        { "labels", Repeated("""{"data_row":{},"projects":{"p":{"labels":[""", """{"id":"a"},""", "1]}}}") },
        { "times", Repeated("""{"data_row":{},"projects":{"p":{"labels":[""", """{"label_details":{"updated_at":"May 1 2024"}},""", "1]}}}") },
        { "steps", Repeated("""{"data_row":{},"projects":{"p":{"project_details":{"workflow_history":[""", """{"action":"a"},""", "1]}}}}") },
        { "projects", Repeated("""{"data_row":{},"projects":{""", """ "a":{},""", """ "b":1}}""") },
        { "envelopes", Repeated("{", "\"a\":{},", "\"b\":1}") },
        { "key frames", Repeated("""{"data_row":{},"projects":{"key_frame_feature_map":{"f":[""", "1,", "1]}}}") },
        { "maps of key frames", Repeated("""{"data_row":{},"projects":{"key_frame_feature_map":{""", "\"f\":[1],", "\"g\":[1]}}}") },
        { "V1 members", Repeated("""{"dataRow":{},"project":{"id":"p"},""", "\"a\":1,", "\"b\":2}") },
        { "V1 scalars for objects", V1("[", "1,", "1]") },
        { "V1 empty objects", V1("[", "{},", "{}]") },
        { "V1 masks", V1("[", """{\"instanceURI\":\"\"},""", "{}]") },
        { "V1 texts", V1("[{\\\"classifications\\\":[", """{\"answer\":\"\"},""", "{}]}]") },
        { "V1 unknown members", V1("[{", """\"a\":1,\"page\":1,""", "\\\"b\\\":2}]") },
        { "V1 locations", V1("[", """{\"data\":{\"location\":{\"start\":1,\"end\":2}}},""", "{}]") },
        { "V1 nested lists", V1("[{\\\"classifications\\\":[", "[],", "[]]}]") },
        { "V1 features in one frame", V1Frames("""[{\"frameNumber\":1,\"objects\":[""", i => $$"""{\"featureId\":\"{{i}}\",\"keyframe\":true},""", "1]}]") },
        { "V1 frames of nothing", V1Frames("[", i => $$"""{\"frameNumber\":{{i}}},""", "1]") },
        { "V1 frames of one number", V1Frames("[", _ => """{\"frameNumber\":1},""", "1]") },
        { "V1 frames of one feature", V1Frames("[", i => $$"""{\"frameNumber\":{{i * 2}},\"objects\":[{\"featureId\":\"f\"}]},""", "1]") },
    };

    [Theory]
    [MemberData(nameof(Dense))]
    public void Normalising_allocates_at_most_twice_the_body(string what, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);

        Assert.True(Normalise(bytes, "LABEL_UPDATED") is NormalisationResult.Understood, what);
        Assert.InRange(Allocated(bytes, "LABEL_UPDATED"), 0, (2L * bytes.Length) + Constant);
    }

    private static void Holds(byte[] body)
    {
        foreach (var topic in Topics)
        {
            switch (Normalise(body, topic))
            {
                case NormalisationResult.Understood { Event.Facts: var facts }:
                    using (JsonDocument.Parse(facts.DataRow, new JsonDocumentOptions { MaxDepth = 100_000 }))
                    {
                        Assert.Equal((byte)'{', facts.DataRow.Span.TrimStart(" \t\r\n"u8)[0]);
                    }

                    break;
                case NormalisationResult.NotUnderstood { Reason: var reason }:
                    Assert.Matches("^(not-json: (the body is empty|not UTF-8 at byte [0-9]+|line [0-9]+, byte [0-9]+)|too-deep: .* at line [0-9]+, byte [0-9]+|not-an-object: .*)$", reason);
                    break;
            }
        }

        Assert.InRange(Allocated(body, "LABEL_UPDATED"), 0, (2L * body.Length) + Constant);
    }

    /// <summary>The allocations of a second read, after the first has filled the pools.</summary>
    private static long Allocated(byte[] body, string topic)
    {
        Normalise(body, topic);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Normalise(body, topic);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static NormalisationResult Normalise(byte[] body, string topic) =>
        Normaliser.Normalise(new LedgerEntry(1, LedgerEntry.TimeOf(1), "id", topic, "", "", [], new byte[32], body.Length, new byte[32], null), body);

    private static byte[] Mutated(byte[] seed, (double At, byte Value)[] changes, double from, double to, int what)
    {
        var body = seed.ToArray();
        foreach (var (at, value) in changes)
        {
            body[(int)(at * body.Length)] = value;
        }

        var (start, end) = ((int)(Math.Min(from, to) * body.Length), (int)(Math.Max(from, to) * body.Length));
        return what switch
        {
            0 => body[start..end],
            1 => body[..end],
            2 => [.. body[..end], .. body[start..]],
            _ => body,
        };
    }

    private static IEnumerable<byte[]> MadeV1() =>
    [
        V1Delivery.Of("""[{"frameNumber":1,"objects":[{"featureId":"a","keyframe":true,"bbox":{"top":1,"left":2,"height":3,"width":4}}],"classifications":[{"featureId":"b","answer":{"title":"x"}}]},{"frameNumber":2,"objects":[{"featureId":"a","keyframe":false}]}]"""),
        V1Delivery.Of("""{"objects":[{"featureId":"a","title":"t","polygon":[{"x":1,"y":2}],"classifications":[{"answers":[{"title":"b","classifications":[{"answer":"c"}]}]}]},{"data":{"location":{"start":1,"end":2}}},{"type":"point","geometry":{"coordinates":[1,2]}},{"instanceURI":"u"}],"relationships":[{"data":{}}]}"""),
    ];

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private static string Repeated(string start, string piece, string end) => start + string.Concat(Enumerable.Repeat(piece, 300_000 / piece.Length)) + end;

    private static string V1(string start, string piece, string end) =>
        Repeated($$"""{"dataRow":{},"project":{"id":"p"},"label":"{\"objects\":{{start}}""", piece, end + "}\"}");

    private static string V1Frames(string start, Func<int, string> piece, string end) =>
        $$"""{"dataRow":{},"project":{"id":"p"},"label":"{{start}}""" + string.Concat(Enumerable.Range(1, 10_000).Select(piece)) + end + "\"}";
}
