using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Labelbox.V1;

public sealed partial class V1LossTests
{
    [Fact]
    public void No_text_of_a_label_is_lost() => GenJson.V1Label.Sample(
        label =>
        {
            var facts = V1Delivery.Read(V1Delivery.Of(label));
            Assert.Equal("v1", facts.PayloadVersion);
            var kept = Counted(Encoding.UTF8.GetString(facts.DataRow.Span));
            Assert.All(Counted(label), text => Assert.True(kept.GetValueOrDefault(text.Key) >= text.Value, text.Key));
        },
        iter: 5_000);

    private static Dictionary<string, int> Counted(string json) =>
        Texts().Matches(json).CountBy(match => match.Value, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);

    [GeneratedRegex("text-[0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Texts();
}
