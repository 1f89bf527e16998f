using System.Text;
using WebhookRelay.Labelbox;

namespace WebhookRelay.Tests.Labelbox;

/// <summary>Secret files as editors and shells write them.</summary>
public sealed class SecretContentTests
{
    private static readonly byte[] Secret = "s3cret"u8.ToArray();

    public static TheoryData<byte[]> MeantAsTheSecret => new(
        Secret,
        [.. Secret, (byte)'\n'],
        [.. Secret, (byte)'\r', (byte)'\n'],
        [.. Encoding.UTF8.Preamble, .. Secret],
        [.. Encoding.UTF8.Preamble, .. Secret, (byte)'\r', (byte)'\n'],
        [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("s3cret\r\n")],
        [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes("s3cret\n")]);

    [Theory]
    [MemberData(nameof(MeantAsTheSecret))]
    public void Byte_order_mark_and_one_line_end_are_removed(byte[] file) => Assert.Equal(Secret, SecretContent.Of(file));

    public static TheoryData<byte[], string> LooksWrong => new()
    {
        { [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("s3cret")], "UTF-16" },
        { Encoding.Unicode.GetBytes("s3cret"), "UTF-16" },
        { Encoding.BigEndianUnicode.GetBytes("s3cret"), "UTF-16" },
        { "s3cret\n\n"u8.ToArray(), "line end" },
        { "s3cret\r\n\r\n"u8.ToArray(), "line end" },
        { "s3cret\r"u8.ToArray(), "line end" },
        { "s3cret "u8.ToArray(), "white space" },
        { "s3cret \n"u8.ToArray(), "white space" },
        { "\ts3cret\n"u8.ToArray(), "white space" },
        { "one\ntwo\n"u8.ToArray(), "control characters" },
        { [0xC3, 0x28], "not UTF-8" },
        { [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.Preamble, .. Secret], "byte-order mark" },
    };

    [Theory]
    [MemberData(nameof(LooksWrong))]
    public void Suspicious_content_is_named_without_revealing_it(byte[] file, string named)
    {
        var problem = SecretContent.Problem(file);

        Assert.NotNull(problem);
        Assert.Contains(named, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", problem, StringComparison.Ordinal);
        Assert.DoesNotContain(file.Length.ToString(System.Globalization.CultureInfo.InvariantCulture) + " ", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s3cret")]
    [InlineData("s3cret\n")]
    [InlineData("s3cret\r\n")]
    [InlineData("with a blank inside\n")]
    [InlineData("geheimnis-äöü\n")]
    public void Normal_content_gives_no_warning(string file) => Assert.Null(SecretContent.Problem(Encoding.UTF8.GetBytes(file)));
}
