using System.Text;
using WebhookRelay.Ledger;
using WebhookRelay.Searching;

namespace WebhookRelay.Tests.Searching;

public sealed class PayloadSearchTests
{
    [Theory]
    [InlineData("blurred", """{"x":"blurred"}""", true)]
    [InlineData("Blurred", """{"x":"blurred"}""", false)]
    [InlineData("a\"b\\c", """{"x":"a\"b\\c"}""", true)]
    [InlineData("naïve", """{"x":"na\u00efve"}""", true)]
    [InlineData("naïve", """{"x":"naïve"}""", true)]
    [InlineData("\"by\":\"René\"", """{"by":"Ren\u00e9"}""", true)]
    [InlineData("a\"é", """{"by":"a\"é"}""", true)]
    [InlineData("🙂", """{"x":"\ud83d\ude42"}""", true)]
    [InlineData("line\nend", """{"x":"line\nend"}""", true)]
    [InlineData("\u0001", """{"x":"\u0001"}""", true)]
    public void Text_is_found_as_it_is_and_as_JSON_escapes_it(string text, string payload, bool isFound) =>
        Assert.Equal(isFound, new PayloadSearch(text).IsIn(Encoding.UTF8.GetBytes(payload)));

    [Fact]
    public void Large_body_is_searched_across_its_parts()
    {
        const int Part = 256 * 1024;
        var path = Path.GetTempFileName();
        try
        {
            foreach (var at in (int[])[0, 100, Part - 7, Part - 3, Part, (2 * Part) - 2, (3 * Part) - 6])
            {
                var body = Enumerable.Repeat((byte)'x', 3 * Part).ToArray();
                "needle"u8.CopyTo(body.AsSpan(at));
                File.WriteAllBytes(path, body);
                var file = new EntryBody.InFile(path, ReadOnlyMemory<byte>.Empty, body.Length);

                Assert.True(new PayloadSearch("needle").IsIn(file), $"at {at}");
                Assert.False(new PayloadSearch("needles").IsIn(file));
            }
        }
        finally
        {
            File.Delete(path);
        }

        Assert.False(new PayloadSearch("needle").IsIn(new EntryBody.InFile(path, ReadOnlyMemory<byte>.Empty, 10)));
    }
}
