using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using WebhookRelay.Management;

namespace WebhookRelay.Tests.Management;

/// <summary>Places a secret in every position with every combination of escapes, and checks that it is masked.</summary>
public sealed class MaskingPropertyTests
{
    private const int Cases = 20_000;
    private const int Shortest = 6;

    private static readonly string[] Names =
        ["sig", "sas", "hdnts", "hdnea", "token", "X-Goog-Signature", "X-Amz-Signature", "Signature", "st", "e", "auth", "anything", "k", "download_token", "AWSAccessKeyId", "se", "Policy", "filter[token]", "ключ", "p"];

    /// <summary>Positions of a secret in a text; {n} is a name, {s} the secret, {i} a nested text.</summary>
    private static readonly string[] Positions =
    [
        "https://host.example/path/o.jpg?{n}={s}",
        "https://host.example/path/o.jpg?page=2&{n}={s}",
        "https://host.example/path/o.jpg?{n}={s}&page=2",
        "https://host.example/path/o.jpg?a=b c&{n}={s}",
        "https://host.example/path/o.jpg?a='&{n}={s}",
        "https://host.example/path/o.jpg?a=\"&{n}={s}",
        "https://host.example/path/o.jpg?a=<&{n}={s}",
        "https://host.example/path/o.jpg?{s}",
        "https://host.example/path/o.jpg?page=2&{s}",
        "https://host.example/path/o.jpg?page={s}/{s}",
        "https://host.example/path/o.jpg;{n}={s}",
        "https://host.example/path;{n}={s}/o.jpg",
        "https://host.example/path/o.jpg#{n}={s}",
        "https://host.example/path/o.jpg#{s}{s}{s}",
        "https://host.example/{n}=exp~{s}/o.jpg",
        "https://user:{s}@host.example/path/o.jpg",
        "https://{s}@host.example/path/o.jpg",
        "https://user:a%2F{s}@host.example/path/o.jpg",
        "//host.example/path/o.jpg?{n}={s}",
        "//user:{s}@host.example/path/o.jpg",
        "host.example/path/o.jpg?{n}={s}",
        "host.example/path/o.jpg?{s}",
        "user:{s}@host.example/path",
        "/path/o.jpg?{n}={s}",
        "{n}={s}",
        "see {n}={s} and go on",
        "see page=1,{n}={s}",
        "(https://host.example/o.jpg?{n}={s})",
        "gs://bucket/o.jpg?{n}={s}",
        "{n}=\"{s}\"",
        "{n}='a b {s}'",
        "token: {s}",
        "api-key = {s}",
        "Authorization: Bearer {s}",
        "as Bearer {s}",
        "Authorization: Basic {s}==",
        "Cookie: a=1; session={s}",
        "https://host.example/redirect?page=1&to={e}",
        "https://host.example/redirect?url={e}",
        "{e}",
        "{\"token\":\"{s}\"}",
        "{\"url\":\"https:\\/\\/host.example\\/o.jpg?{n}={s}\",\"kept\":1}",
        "{\"url\":\"https:\\u002f\\u002fhost.example\\u002fo.jpg\\u003f{n}\\u003d{s}\"}",
        "<a href=\"https://host.example/o.jpg?page=1&amp;{n}={s}\">",
        "https&#58;&#x2F;&#x2f;host.example/o.jpg&#63;{n}&#61;{s}",
    ];

    [Fact]
    public void No_position_shows_a_secret()
    {
        var random = new SeededRandom(20260131);
        for (var i = 0; i < Cases; i++)
        {
            var secret = random.Secret();
            var position = Positions[i % Positions.Length];
            var text = Text(position, secret, random);
            for (var layers = random.Next(3); layers > 0; layers--)
            {
                text = Escaped(text, random);
            }

            Hides(Masking.Text(text), secret, text);
            Hides(Masking.Header(new("X-Request-Id", text)).Value, secret, text);
            foreach (var json in (string[])
                [
                    Json(new JsonObject { ["kept"] = "kept-1", ["value"] = text, ["after"] = "kept-2" }, random),
                    Json(new JsonObject { ["kept"] = "kept-1", ["list"] = new JsonArray("kept-2", new JsonArray(text)) }, random),
                    Json(new JsonObject { ["kept"] = "kept-1", [text] = new JsonObject { ["kept"] = "kept-2" } }, random),
                    Json(new JsonObject { ["kept"] = "kept-1", ["inner"] = Json(new JsonObject { ["value"] = text }, random), ["after"] = "kept-2" }, random),
                ])
            {
                var shown = Encoding.UTF8.GetString(Masking.Json(Encoding.UTF8.GetBytes(json)).Span);
                Hides(shown, secret, json);
                Assert.Contains("kept-1", shown, StringComparison.Ordinal);
                Assert.Contains("kept-2", shown, StringComparison.Ordinal);
                using var still = JsonDocument.Parse(shown, new JsonDocumentOptions { AllowDuplicateProperties = false });
            }
        }
    }

    [Theory]
    [InlineData("token")]
    [InlineData("api_key")]
    [InlineData("clientSecret")]
    [InlineData("Signature")]
    [InlineData("password")]
    [InlineData("Authorization")]
    [InlineData("access-key")]
    public void Member_named_like_a_secret_is_masked_completely(string name)
    {
        foreach (var value in (string[])["\"hidden\"", "[\"hidden\",{\"a\":\"hidden\"}]", "{\"a\":{\"b\":[\"hidden\"]},\"c\":\"hidden\"}"])
        {
            var shown = Encoding.UTF8.GetString(Masking.Json(Encoding.UTF8.GetBytes($"{{\"x\":\"kept-1\",\"{name}\":{value},\"y\":\"kept-2\"}}")).Span);
            Assert.DoesNotContain("hidden", shown, StringComparison.Ordinal);
            Assert.StartsWith("{\"x\":\"kept-1\",", shown, StringComparison.Ordinal);
            Assert.EndsWith(",\"y\":\"kept-2\"}", shown, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("plain words, 2024-01-31T12:00:00Z, 3.5 and #1CE6FF")]
    [InlineData("https://host.example/path/a@b?page=2&width=640&height=480#section-2")]
    [InlineData("https://host.example/path/o.jpg")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("Root=1-67891233-abcdef012345678912345678")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")]
    [InlineData("10.0.0.1, 2001:db8::1")]
    [InlineData("What is it? Really?yes. 2+2=4; x = y; a==b")]
    [InlineData("annotator@example.com; mailto:annotator@example.com")]
    [InlineData("data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAUA==")]
    [InlineData("100% of C:\\new\\table & more %zz \\u12")]
    [InlineData("a basic understanding of token economics")]
    public void Harmless_text_is_unchanged(string text)
    {
        Assert.Equal(text, Masking.Text(text));
        var json = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { [text] = text }));
        Assert.Equal(json, Masking.Json(json).ToArray());
    }

    [Fact]
    public void Masked_names_stay_distinct()
    {
        var shown = Encoding.UTF8.GetString(Masking.Json("""{"https://a.example/o?sig=hidden-1" : 1,"https://a.example/o?sig=hidden-2":2}"""u8.ToArray()).Span);

        Assert.Equal("""{"https://a.example/o?***" : 1,"https://a.example/o?*** (2)":2}""", shown);
    }

    [Theory]
    [InlineData("%25", "41")]
    [InlineData("\\", "/")]
    [InlineData("a=", "")]
    [InlineData("=", "")]
    [InlineData("a=\"", "")]
    [InlineData("//", "@")]
    [InlineData("a:b@", "")]
    [InlineData("&#38;", "#61;")]
    [InlineData("token:", "")]
    [InlineData("Bearer ", "")]
    [InlineData("?a.b/", "")]
    public void Masking_time_is_linear(string part, string end)
    {
        var text = string.Concat(Enumerable.Repeat(part, 1_000_000 / part.Length)) + end;
        var started = TimeProvider.System.GetTimestamp();
        Masking.Text(text);
        Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(20), part);
    }

    private static void Hides(string shown, string secret, string text)
    {
        for (var at = 0; at + Shortest <= secret.Length; at++)
        {
            Assert.False(shown.Contains(secret.AsSpan(at, Shortest), StringComparison.Ordinal), $"'{secret}' shows in\n{shown}\nof\n{text}");
        }
    }

    private static string Text(string position, string secret, SeededRandom random)
    {
        var name = random.Of(Names);
        var inner = $"https://inner.example/o.jpg?page=1&{name}={secret}";
        return position
            .Replace("{e}", Uri.EscapeDataString(random.Next(2) is 0 ? inner : Uri.EscapeDataString(inner)), StringComparison.Ordinal)
            .Replace("{n}", name, StringComparison.Ordinal)
            .Replace("{s}", secret, StringComparison.Ordinal);
    }

    /// <summary>Escaped, as inside another JSON string.</summary>
    private static string Escaped(string text, SeededRandom random) => random.Next(5) switch
    {
        0 => JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { ["in"] = text }),
        1 => JsonSerializer.Serialize(text, Relaxed).Replace("/", "\\/", StringComparison.Ordinal),
        2 => JsonSerializer.Serialize(text, Relaxed).Replace("/", "\\u002f", StringComparison.Ordinal).Replace("=", "\\u003D", StringComparison.Ordinal),
        3 => $"https://outer.example/redirect?to={Uri.EscapeDataString(text)}",
        _ => text.Replace("&", "&amp;", StringComparison.Ordinal),
    };

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Json(JsonNode node, SeededRandom random) => random.Next(2) is 0 ? node.ToJsonString() : node.ToJsonString(Relaxed);

#pragma warning disable CA5394 // The same in every run, so that findings can be reproduced.
    private sealed class SeededRandom(int seed)
    {
        private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

        private readonly Random _random = new(seed);

        public int Next(int below) => _random.Next(below);

        public string Of(string[] values) => values[_random.Next(values.Length)];

        public string Secret() => string.Concat(Enumerable.Range(0, _random.Next(12, 60)).Select(_ => Letters[_random.Next(Letters.Length)]));
    }
#pragma warning restore CA5394
}
