using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Tests.Cli;

/// <summary>Characters that are invisible, control a terminal or reorder text are escaped.</summary>
public sealed class TerminalSanitizerTests
{
    private const string Hidden = "\u202E\u2066\u200B\u2028\uFEFF\u0007\u001B[2J\u009B\u3164\uDB40\uDC01\uD800";

    [Theory]
    [InlineData("\u202E", "\\u202E")]
    [InlineData("\u2066", "\\u2066")]
    [InlineData("\u200B", "\\u200B")]
    [InlineData("\u2028", "\\u2028")]
    [InlineData("\uFEFF", "\\uFEFF")]
    [InlineData("\u00AD", "\\u00AD")]
    [InlineData("a\tb\n", "a\\u0009b\\u000A")]
    [InlineData("\uDB40\uDC01", "\\uDB40\\uDC01")]
    [InlineData("plain, ÄÖÜ, 日本語, 💥 \\u202E", "plain, ÄÖÜ, 日本語, 💥 \\u202E")]
    public void Invisible_character_becomes_an_escape(string text, string shown) => Assert.Equal(shown, TerminalSanitizer.Sanitize(text));

    [Fact]
    public void Unpaired_surrogate_is_escaped() => Assert.Equal("a\\uD800b\\uDC00", TerminalSanitizer.Sanitize("a\uD800b\uDC00"));

    [Fact]
    public void Unsafe_categories_are_escaped_and_letters_are_not()
    {
        for (var code = 0; code <= 0x10FFFF; code++)
        {
            if (!Rune.TryCreate(code, out var rune))
            {
                continue;
            }

            var (text, category) = (rune.ToString(), Rune.GetUnicodeCategory(rune));
            var shown = TerminalSanitizer.Sanitize(text);
            if (category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
            {
                Assert.True(shown.All(char.IsAscii), $"U+{code:X4} is shown");
                Assert.Equal(text, JsonSerializer.Deserialize<string>($"\"{shown}\""));
            }
            else if (category is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.MathSymbol or UnicodeCategory.SpaceSeparator)
            {
                Assert.Equal(text, shown);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_command_sanitizes_external_text(bool isTerminal)
    {
        var id = "id" + Hidden[..^1];
        var delivery = new JsonObject
        {
            ["sequence"] = "00000000000000000001",
            ["id"] = id,
            ["labelboxEvent"] = id,
            ["acceptedAt"] = "2026-01-31T00:00:00Z",
            ["state"] = "relayed",
            ["error"] = id,
            ["dataRowId"] = id,
            ["bodyLength"] = 5,
        };
        foreach (var arguments in (string[][])[["deliveries"], ["deliveries", "--json"], ["deliveries", "show", "x"], ["deliveries", "show", "x", "--json"], ["replay", "list"], ["deliveries", "--limit", "1"]])
        {
            var run = new CliRun { IsTerminal = isTerminal };
            run.Relay
                .On("GET /deliveries", new JsonObject { ["deliveries"] = new JsonArray(delivery.DeepClone()), ["next"] = arguments is ["deliveries", "--limit", "1"] ? id : null }.ToJsonString())
                .On("GET /deliveries/x", new JsonObject
                {
                    ["deliveries"] = new JsonArray(new JsonObject
                    {
                        ["delivery"] = delivery.DeepClone(),
                        ["secretMark"] = id,
                        ["headers"] = new JsonObject { [id] = id },
                        ["bodySha256"] = "0",
                        ["ledgerHash"] = "0",
                        ["attempts"] = new JsonArray(new JsonObject { ["at"] = "2026-01-31T00:00:00Z", ["outcome"] = id, ["error"] = id }),
                        ["payload"] = new JsonObject { [id] = id },
                        ["masked"] = true,
                    }),
                }.ToJsonString())
                .On("GET /replays", """{"replays":[]}""");

            await run.RunAsync(arguments);

            var shown = (run.Output.ToString() + run.Error).Replace("\e[", string.Empty, StringComparison.Ordinal);
            Assert.DoesNotContain(shown, character => Hidden.Contains(character, StringComparison.Ordinal) && !char.IsAscii(character));
            Assert.DoesNotContain('\u0007', shown);
            if (arguments.Contains("--json", StringComparer.Ordinal))
            {
                var json = JsonNode.Parse(run.Output.ToString())!;
                Assert.Equal(id, (string?)(json["id"] ?? json["delivery"]!["id"]));
            }
        }
    }
}
