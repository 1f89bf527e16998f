using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace WebhookRelay.Receiving;

/// <summary>The answer to an accepted delivery: <c>{"id":"…","status":"accepted"}</c>.</summary>
internal sealed record Acknowledgement(string Id, string Status)
{
    public static JsonHttpResult<Acknowledgement> Ok(string id, string status) =>
        TypedResults.Json(new Acknowledgement(id, status), AcknowledgementJson.Default.Acknowledgement, statusCode: StatusCodes.Status200OK);

    public static JsonHttpResult<Acknowledgement> Accepted(string id, string status) =>
        TypedResults.Json(new Acknowledgement(id, status), AcknowledgementJson.Default.Acknowledgement, statusCode: StatusCodes.Status202Accepted);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Acknowledgement))]
internal sealed partial class AcknowledgementJson : JsonSerializerContext;
