using System.Text;
using CsCheck;
using WebhookRelay.Labelbox.Exports;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Labelbox.Exports;

public sealed class LastLineTests
{
    private static readonly Gen<string> ARow = GenJson.Delivery.Where(json => json[0] is '{' or '[');

    /// <summary>A row that is cut anywhere is not whole, independent of the rows before and of how the bytes arrive.</summary>
    [Fact]
    public void Every_cut_inside_a_row_is_recognized() =>
        Gen.Select(ARow.List[0, 3], ARow, Gen.Int[1, 9]).Sample((before, row, part) =>
        {
            var start = string.Concat(before.Select(each => each + "\n"));
            for (var cut = 1; cut <= row.Length; cut++)
            {
                Assert.Equal(cut == row.Length, IsWhole(start + row[..cut], part));
            }

            Assert.True(IsWhole(start + row + "\n", part));
        }, iter: 300);

    [Theory]
    [InlineData("", true)]
    [InlineData("{}", true)]
    [InlineData("{}\r\n", true)]
    [InlineData("{}\r\n \r", true)]
    [InlineData("{\"a\":\"}\"}", true)]
    [InlineData("{\"a\":\"\\\\\"}", true)]
    [InlineData("{\"a\":\"\\\"}", false)]
    [InlineData("{}x", false)]
    [InlineData("{}\nx", false)]
    [InlineData("{}}", false)]
    public void The_end_of_a_text_is_whole_or_not(string text, bool isWhole) => Assert.Equal(isWhole, IsWhole(text, 1));

    private static bool IsWhole(string text, int part)
    {
        var line = new LastLine();
        foreach (var bytes in Encoding.UTF8.GetBytes(text).Chunk(part))
        {
            line.Add(bytes);
        }

        return line.IsWhole;
    }
}
