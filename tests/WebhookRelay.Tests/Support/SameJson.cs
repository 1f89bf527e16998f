using System.Text.Json.Nodes;

namespace WebhookRelay.Tests.Support;

/// <summary>Equality of what two JSON texts say: the order of members and white space do not count.</summary>
internal static class SameJson
{
    public static void Assert(string expected, JsonNode? actual) =>
        Xunit.Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"Expected: {expected}{Environment.NewLine}Actual:   {actual?.ToJsonString()}");

    public static void Assert(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual) => Assert(System.Text.Encoding.UTF8.GetString(expected), JsonNode.Parse(actual));
}
