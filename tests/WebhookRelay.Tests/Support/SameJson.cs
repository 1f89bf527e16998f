using System.Text.Json.Nodes;

namespace WebhookRelay.Tests.Support;

/// <summary>Compares JSON texts, ignoring member order and white space.</summary>
internal static class SameJson
{
    public static void Assert(string expected, JsonNode? actual) =>
        Xunit.Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"Expected: {expected}{Environment.NewLine}Actual:   {actual?.ToJsonString()}");

    public static void Assert(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual) => Assert(System.Text.Encoding.UTF8.GetString(expected), JsonNode.Parse(actual));
}
