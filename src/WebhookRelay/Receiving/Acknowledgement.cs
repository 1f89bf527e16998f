using System.Net.Mime;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WebhookRelay.Receiving;

/// <summary>The answer to an accepted delivery: <c>{"id":"…","status":"accepted"}</c>.</summary>
internal sealed record Acknowledgement(string Id, string Status)
{
    public static IResult Ok(string id, string status) => new Answer(new Acknowledgement(id, status), StatusCodes.Status200OK);

    public static IResult Accepted(string id, string status) => new Answer(new Acknowledgement(id, status), StatusCodes.Status202Accepted);

    private sealed class Answer(Acknowledgement acknowledgement, int status) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            // With a content length, so that the response is not chunked.
            var body = JsonSerializer.SerializeToUtf8Bytes(acknowledgement, AcknowledgementJson.Default.Acknowledgement);
            var response = httpContext.Response;
            (response.StatusCode, response.ContentType, response.ContentLength) = (status, MediaTypeNames.Application.Json, body.Length);
            return response.BodyWriter.WriteAsync(body).AsTask();
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Acknowledgement))]
internal sealed partial class AcknowledgementJson : JsonSerializerContext;
