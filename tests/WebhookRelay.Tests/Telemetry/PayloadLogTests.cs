using System.Text;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Tests.Telemetry;

public sealed class PayloadLogTests
{
    [Theory]
    [InlineData("""{"a":{"b":1.50}}""", "{\n  \"a\": {\n    \"b\": 1.50\n  }\n}")]
    [InlineData("not JSON", "not JSON")]
    [InlineData("{\"a\":\"\\ud800\"}", "{\"a\":\"\\ud800\"}")]
    [InlineData("", "")]
    public void A_payload_is_indented_where_it_is_JSON(string payload, string shown) => Assert.Equal(shown, TextOf(payload));

    [Theory]
    [InlineData("\e[2J", "\\u001b[2J")]
    [InlineData("a\u202Eb\u200Bc\u2028d\uFEFF\u2066", "a\\u202eb\\u200bc\\u2028d\\ufeff\\u2066")]
    [InlineData("Grüße 日本", "Grüße 日本")]
    public void Terminal_control_characters_are_escaped(string payload, string shown) => Assert.Equal(shown, TextOf(payload));

    [Fact]
    public void Long_payload_is_truncated_with_a_count()
    {
        var shown = TextOf(new string('x', PayloadLog.ShownCharacters + 5));
        Assert.Equal(new string('x', PayloadLog.ShownCharacters) + "\n... and 5 characters more", shown);
    }

    private static string TextOf(string payload) => PayloadLog.Text(Encoding.UTF8.GetBytes(payload));
}
