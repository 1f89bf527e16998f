using System.Text;
using CsCheck;
using WebhookRelay.Labelbox;

namespace WebhookRelay.Tests.Labelbox;

public sealed class WebhookSignatureTests
{
    private static readonly byte[] Secret = Encoding.UTF8.GetBytes("Jefe");
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("what do ya want for nothing?");

    /// <summary>RFC 2202 and RFC 4231, test case 2: Labelbox publishes no vector of its own.</summary>
    [Theory]
    [InlineData(SignatureAlgorithm.Sha1, "sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79")]
    [InlineData(SignatureAlgorithm.Sha256, "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")]
    public void Signature_matches_the_standard_vectors(SignatureAlgorithm algorithm, string expected) =>
        Assert.Equal(expected, WebhookSignature.Compute(algorithm, Secret, Body));

    [Fact]
    public void Computed_signature_verifies_only_its_body() => Gen.Select(Gen.Byte.Array[1, 64], Gen.Byte.Array[1, 200], Gen.Int[0, 10_000])
        .Sample((secret, body, at) =>
        {
            var header = WebhookSignature.Compute(SignatureAlgorithm.Sha1, secret, body);
            Assert.True(WebhookSignature.Verify(header, sha256Header: null, secret, body));
            body[at % body.Length] ^= 1;
            Assert.False(WebhookSignature.Verify(header, sha256Header: null, secret, body));
        });

    [Fact]
    public void A_sha256_header_decides()
    {
        var sha1 = WebhookSignature.Compute(SignatureAlgorithm.Sha1, Secret, Body);
        var sha256 = WebhookSignature.Compute(SignatureAlgorithm.Sha256, Secret, Body);

        Assert.True(WebhookSignature.Verify("sha1=wrong", sha256, Secret, Body));
        Assert.False(WebhookSignature.Verify(sha1, "sha256=" + new string('0', 64), Secret, Body));
        Assert.False(WebhookSignature.Verify(sha1Header: null, sha256Header: null, Secret, Body));
    }

    [Fact]
    public void Segmented_body_verifies_like_a_contiguous_one() =>
        Gen.Select(Gen.Enum<SignatureAlgorithm>(), Gen.Byte.Array[1, 100], Gen.Byte.Array[1, 300], Gen.Int[1, 300], Gen.Bool).Sample((algorithm, secret, body, each, changed) =>
        {
            Assert.True(WebhookSignature.TryParse(algorithm, WebhookSignature.Compute(algorithm, secret, body), out var signature));
            if (changed)
            {
                body[^1] ^= 1;
            }

            Assert.Equal(WebhookSignature.Compute(algorithm, secret, body), WebhookSignature.Compute(algorithm, secret, body.Chunk(each).Select(piece => (ReadOnlyMemory<byte>)piece)));
            using var streamed = signature.Over(secret);
            foreach (var piece in body.Chunk(each))
            {
                streamed.Append(piece);
            }

            Assert.Equal(!changed, streamed.Matches());
        });

    [Fact]
    public void Default_signature_cannot_be_streamed() => Assert.Throws<InvalidOperationException>(() => default(WebhookSignature).Over(Secret));

    [Fact]
    public void Default_signature_matches_nothing() => Assert.False(default(WebhookSignature).Matches(Secret, Body));
}
