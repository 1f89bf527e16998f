using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using WebhookRelay.Cli.Exporting;
using WebhookRelay.SampleData;

namespace WebhookRelay.Tests.Cli.Exporting;

/// <summary>Which rows the filters on the client's side write.</summary>
public sealed class RowFilterTests(ITestOutputHelper output)
{
    private const string Row = """
        {"data_row":{"id":"r1","global_key":"k\u0065y","external_id":"projects.\"status\"}{"},"metadata_fields":[{"name":"a","value":3},{"name":"b","value":["x"]}],
         "projects":{"p1":{"labels":[{"id":"l1","performance_details":{"skipped":true}},{"id":"l2","performance_details":{"skipped":false}}],
         "project_details":{"workflow_status":"DONE","priority":5,"batch_name":"漢字😀"}}, "p2":{"labels":[],"project_details":{"workflow_status":"IN_REVIEW"}}}}
        """;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [Theory]
    [InlineData("status=DONE", true)]
    [InlineData("status=IN_REVIEW", true)]
    [InlineData("status=done", false)]
    [InlineData("status!=DONE", false)]
    [InlineData("status!=TO_LABEL", true)]
    [InlineData("id=r1", true)]
    [InlineData("id=r", false)]
    [InlineData("global_key=key", true)]
    [InlineData("external_id=projects.\"status\"}{", true)]
    [InlineData("batch=漢字😀", true)]
    [InlineData("skipped=true", true)]
    [InlineData("skipped!=true", false)]
    [InlineData("metadata_fields.value=3", true)]
    [InlineData("metadata_fields.value=x", true)]
    [InlineData("metadata_fields.value!=4", true)]
    [InlineData("projects.p1.project_details.priority=5", true)]
    [InlineData("projects.p2.project_details.priority=5", false)]
    [InlineData("nothing.here=5", false)]
    [InlineData("nothing.here!=5", true)]
    [InlineData("projects=5", false)]
    public void Condition_reads_the_value_at_its_path(string condition, bool passes)
    {
        Assert.Equal(passes, new RowFilter([condition], skipsSkipped: false).Passes(Encoding.UTF8.GetBytes(Row)));
        Assert.Equal(passes, InParts(new RowFilter([condition], skipsSkipped: false), Encoding.UTF8.GetBytes(Row), 1));
    }

    [Theory]
    [InlineData("""{"projects":{"p":{"labels":[{"performance_details":{"skipped":true}}]}}}""", false)]
    [InlineData("""{"projects":{"p":{"labels":[{"performance_details":{"skipped":true}}]},"q":{"labels":[{"performance_details":{"skipped":true}}]}}}""", false)]
    [InlineData("""{"projects":{"p":{"labels":[{"performance_details":{"skipped":true}},{"id":"x"}]}}}""", true)]
    [InlineData("""{"projects":{"p":{"labels":[{"performance_details":{"skipped":false},"annotations":{"skipped":true}}]}}}""", true)]
    [InlineData("""{"projects":{"p":{"labels":[]}}}""", true)]
    [InlineData("""{"data_row":{"id":"r"}}""", true)]
    public void Skipped_row_is_one_with_labels_that_are_all_skipped(string row, bool passes) =>
        Assert.Equal(passes, new RowFilter([], skipsSkipped: true).Passes(Encoding.UTF8.GetBytes(row)));

    [Fact]
    public void All_conditions_must_match_and_a_filter_is_used_again()
    {
        var filter = new RowFilter(["status=DONE", "id!=r2"], skipsSkipped: true);

        Assert.True(filter.Passes(Encoding.UTF8.GetBytes(Row)));
        Assert.False(filter.Passes(Encoding.UTF8.GetBytes(Row.Replace("\"r1\"", "\"r2\"", StringComparison.Ordinal))));
        Assert.False(filter.Passes("{\"projects\":"u8));
        Assert.True(filter.Passes(Encoding.UTF8.GetBytes(Row)));
    }

    [Fact]
    public void Any_row_in_any_parts_has_the_values_that_a_parser_finds()
    {
        var seed = (ulong)Random.Shared.NextInt64();
        output.WriteLine($"Seed: {seed}");
        var random = new SeededRandom(seed);
        for (var run = 0; run < 2000; run++)
        {
            var node = Node(random, 5);
            string[] path = [.. Enumerable.Range(0, random.Between(1, 4)).Select(_ => random.OneIn(4) ? "*" : Name(random))];
            var row = JsonSerializer.SerializeToUtf8Bytes(node, random.OneIn(2) ? Indented : JsonSerializerOptions.Default);
            var values = Values(node, path).ToList();
            var value = values.Count > 0 && !random.OneIn(4) ? values[random.Below(values.Count)] : "other";

            var passes = InParts(new RowFilter([$"{string.Join('.', path)}={value}"], skipsSkipped: false), row, random.Between(1, 20));

            // A condition is trimmed as the user types it.
            Assert.True(passes == values.Contains(value.Trim(), StringComparer.Ordinal), $"{string.Join('.', path)}={value}: {Encoding.UTF8.GetString(row)}");
        }
    }

    private static bool InParts(RowFilter filter, byte[] row, int size)
    {
        filter.Begin();
        foreach (var part in row.Chunk(size))
        {
            filter.Read(part);
        }

        return filter.Passes();
    }

    private static JsonNode? Node(SeededRandom random, int depth) => random.Below(depth > 0 ? 6 : 4) switch
    {
        0 => random.Below(1000),
        1 => random.OneOf(["", "a", "}{", "\\\"", "ą漢😀", "\u2028", "[1]"]),
        2 => random.OneIn(2),
        3 => null,
        4 => new JsonArray([.. Enumerable.Range(0, random.Below(4)).Select(_ => Node(random, depth - 1))]),
        _ => new JsonObject(Enumerable.Range(0, random.Below(5)).Select(_ => Name(random)).Distinct(StringComparer.Ordinal).Select(name => KeyValuePair.Create(name, Node(random, depth - 1)))),
    };

    private static string Name(SeededRandom random) => random.OneOf(["a", "b", "c\"", "d漢"]);

    private static IEnumerable<string> Values(JsonNode? node, ReadOnlyMemory<string> path) => node switch
    {
        JsonArray array => array.SelectMany(each => Values(each, path)),
        JsonObject owner when path.Length > 0 => owner.Where(each => path.Span[0] is "*" || string.Equals(each.Key, path.Span[0], StringComparison.Ordinal)).SelectMany(each => Values(each.Value, path[1..])),
        null when path.IsEmpty => ["null"],
        JsonValue value when path.IsEmpty => [value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString()],
        _ => [],
    };
}
