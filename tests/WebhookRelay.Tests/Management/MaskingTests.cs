using System.Text;
using System.Text.Json.Nodes;
using WebhookRelay.Management;

namespace WebhookRelay.Tests.Management;

public sealed class MaskingTests
{
    [Theory]
    [InlineData("https://storage.googleapis.com/b/o.jpg?X-Goog-Algorithm=G&X-Goog-Signature=abc", "https://storage.googleapis.com/b/o.jpg?***")]
    [InlineData("https://b.s3.amazonaws.com/o?AWSAccessKeyId=A&Signature=abc&Expires=1", "https://b.s3.amazonaws.com/o?***")]
    [InlineData("https://acc.blob.core.windows.net/c/o?sv=1&sig=abc", "https://acc.blob.core.windows.net/c/o?***")]
    [InlineData("see https://a.example/x?token=1 and https://b.example/y?page=2.", "see https://a.example/x?*** and https://b.example/y?page=2.")]
    [InlineData("https://user:word@host.example/x", "https://***@host.example/x")]
    [InlineData("https://host.example/cb#access_token=abc", "https://host.example/cb#***")]
    [InlineData("https://host.example/a@b?page=1", "https://host.example/a@b?page=1")]
    [InlineData("""{"u":"https://a.example/x?a=1\u0026token=2"}""", """{"u":"https://a.example/x?***"}""")]
    [InlineData("gs://bucket/o.jpg", "gs://bucket/o.jpg")]
    [InlineData("annotator@example.com", "annotator@example.com")]
    [InlineData("nothing to hide", "nothing to hide")]
    public void Only_secrets_are_removed_from_text(string text, string shown) => Assert.Equal(shown, Masking.Text(text));

    [Theory]
    [InlineData("Authorization", "Bearer abc", "***")]
    [InlineData("X-Hub-Signature", "sha1=abc", "***")]
    [InlineData("Cookie", "a=b", "***")]
    [InlineData("User-Agent", "labelbox/1.0", "labelbox/1.0")]
    [InlineData("X-Request-Id", "https://a.example/?token=1", "https://a.example/?***")]
    public void Secret_header_is_masked(string name, string value, string shown) =>
        Assert.Equal(shown, Masking.Header(new(name, value)).Value);

    [Fact]
    public void Other_JSON_is_unchanged()
    {
        const string Json = "{ \"n\" : 1e400, \"url\":\"https:\\/\\/a.example\\/x?\\u0073ig=1\",\n \"plain\":\"a:b\", \"half\":\"x:\\ud800\", \"label\":\"{\\\"u\\\":\\\"https://a.example/?token=1\\\"}\" }";
        var shown = Encoding.UTF8.GetString(Masking.Json(Encoding.UTF8.GetBytes(Json)).Span);

        Assert.StartsWith("{ \"n\" : 1e400, \"url\":\"https://a.example/x?***\",\n \"plain\":\"a:b\", \"half\":\"***\", \"label\":", shown, StringComparison.Ordinal);
        Assert.Equal("""{"u":"https://a.example/?***"}""", (string?)JsonNode.Parse(shown)!["label"]);
    }

    [Fact]
    public void Masking_a_long_text_is_fast()
    {
        var long1 = new string('a', 4_000_000);
        var started = TimeProvider.System.GetTimestamp();
        Assert.Equal(long1, Masking.Text(long1));
        var many = string.Concat(Enumerable.Repeat("a://b?", 500_000));
        Assert.Equal("a://b?***", Masking.Text(many));
        Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(20));
    }
}
