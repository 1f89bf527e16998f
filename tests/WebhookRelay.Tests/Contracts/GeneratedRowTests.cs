using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using WebhookRelay.Contracts;

namespace WebhookRelay.Tests.Contracts;

public class GeneratedRowTests
{
    public static TheoryData<string> Media() => [.. RowGen.Media];

    [Theory]
    [MemberData(nameof(Media))]
    public void Row_round_trips_typed(string media) => RowGen.Rows(media).Sample(AssertTypedAndEqual, iter: 60);

    [Theory]
    [MemberData(nameof(Media))]
    public void Row_with_every_member_round_trips_typed(string media) => RowGen.WholeRows(media).Sample(AssertTypedAndEqual, iter: 5);

    [Fact]
    public void Generator_covers_every_member()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var media in RowGen.Media)
        {
            RowGen.WholeRows(media).Sample(row => See(Read(row).Data, seen), iter: 1, threads: 1);
        }

        var all = typeof(DataRow).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(Extensible)) && !type.IsAbstract && type != typeof(LabelboxEvent))
            .SelectMany(type => Values(type).Select(member => $"{member.DeclaringType!.Name}.{member.Name}"));
        Assert.Empty(all.Except(seen));
    }

    [Theory]
    [MemberData(nameof(Media))]
    public void Event_with_any_replaced_value_round_trips(string media) =>
        Gen.Select(RowGen.Rows(media), Gen.Int[0, int.MaxValue], JsonGen.Anything).Sample(
            (row, place, other) =>
            {
                var json = Encoding.UTF8.GetBytes(With(row, place, other));
                RoundTripTests.AssertEqual(json, LabelboxEvent.Parse(json).ToUtf8Json());
            },
            iter: 60);

    private static void AssertTypedAndEqual(string row)
    {
        var json = Samples.Event(row);
        var read = LabelboxEvent.Parse(json);

        RoundTripTests.AssertEqual(json, read.ToUtf8Json());
        Assert.DoesNotContain(UntypedMembers.In(read), name => !name.Contains(JsonGen.Future, StringComparison.Ordinal) && !IsMeantToBeUnknown(name));
    }

    /// <summary>Generated with an unknown geometry or answer, or without any.</summary>
    private static bool IsMeantToBeUnknown(string name) => name is nameof(UnknownObject) or nameof(UnknownClassification) or nameof(UnknownLocation);

    private static LabelboxEvent Read(string row) => LabelboxEvent.Parse(Samples.Event(row));

    private static string With(string row, int place, string other)
    {
        var published = JsonNode.Parse(Samples.Event(row))!;
        var nodes = Descendants(published["data"]!).ToList();
        nodes[place % nodes.Count].ReplaceWith(JsonNode.Parse(other));
        return published.ToJsonString();
    }

    private static IEnumerable<JsonNode> Descendants(JsonNode node)
    {
        var children = node switch
        {
            JsonObject members => members.Select(member => member.Value),
            JsonArray items => items,
            _ => [],
        };
        return children.OfType<JsonNode>().SelectMany(child => Descendants(child).Prepend(child));
    }

    private static void See(object? value, HashSet<string> seen)
    {
        switch (value)
        {
            case null or string or JsonElement:
                return;
            case System.Collections.IDictionary map:
                See(map.Values, seen);
                return;
            case System.Collections.IEnumerable list:
                foreach (var item in list)
                {
                    See(item, seen);
                }

                return;
        }

        foreach (var member in Values(value.GetType()))
        {
            if (member.GetValue(value) is { } read)
            {
                seen.Add($"{member.DeclaringType!.Name}.{member.Name}");
                See(read, seen);
            }
        }
    }

    private static IEnumerable<PropertyInfo> Values(Type type) => !string.Equals(type.Namespace, typeof(DataRow).Namespace, StringComparison.Ordinal) ? [] : type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.Name is not (nameof(Extensible.Unknown) or nameof(Extensible.Misfit)) && property.GetIndexParameters().Length is 0);
}
