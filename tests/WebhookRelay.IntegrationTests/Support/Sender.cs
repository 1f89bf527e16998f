using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace WebhookRelay.IntegrationTests.Support;

/// <summary>Signs a delivery as Labelbox's guide describes, without using the service's code.</summary>
internal static class Sender
{
    public const string Secret = "the-tests-own-secret";

    public static HttpRequestMessage Delivery(byte[] body, string id, string topic, string secret, Uri to)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, to) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("X-Labelbox-Id", id);
        request.Headers.TryAddWithoutValidation("X-Labelbox-Event", topic);
        request.Headers.TryAddWithoutValidation("X-Hub-Signature", Sha1(body, secret));
        return request;
    }

    public static string Sha1(ReadOnlySpan<byte> body, string secret = Secret) =>
#pragma warning disable CA5350 // Labelbox signs with HMAC-SHA1.
        $"sha1={Convert.ToHexStringLower(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), body))}";
#pragma warning restore CA5350

    public static string Sha256(ReadOnlySpan<byte> body, string secret = Secret) =>
        $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body))}";
}
