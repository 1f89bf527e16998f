using System.Globalization;
using System.Net;
using System.Text.Json;

namespace WebhookRelay.Labelbox.Api;

/// <summary>Maps the API's errors to the closed set of exceptions. Source: the codes in Labelbox's own client.</summary>
internal static class LabelboxErrors
{
    /// <summary>In the order of Labelbox's client, which matters if a response has several errors.</summary>
    private static readonly string[] Codes =
    [
        "AUTHENTICATION_ERROR", "AUTHORIZATION_ERROR", "GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED", "RESOURCE_NOT_FOUND",
        "RESOURCE_CONFLICT", "MALFORMED_REQUEST", "INTERNAL_SERVER_ERROR", "OPERATION_NOT_ALLOWED",
    ];

    /// <summary>The error of a response; null if it has none.</summary>
    public static LabelboxApiException? In(JsonElement answer, HttpStatusCode status, Redaction redaction)
    {
        if (answer.Member("errors") is not { ValueKind: JsonValueKind.Array } errors || errors.GetArrayLength() is 0)
        {
            return null;
        }

        var error = errors.EnumerateArray().MinBy(Rank);
        var said = redaction.Apply(error.Text("message") ?? "The API gave no reason.");
        var fault = OfCode(error, said) ?? Of(status, said) ?? new LabelboxServerException(said);
        fault.IsRefusal = true;
        fault.Code = Code(error) is { } code ? redaction.Apply(code) : null;
        return fault;
    }

    /// <summary>The error of a status without a body. A plain 404 is none: it concerns the address, not a webhook or project.</summary>
    public static LabelboxApiException? Of(HttpStatusCode status, string said) => status switch
    {
        HttpStatusCode.Unauthorized => new LabelboxInvalidKeyException(said),
        HttpStatusCode.Forbidden or HttpStatusCode.UpgradeRequired => new LabelboxNotAllowedException(said),
        HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableContent => new LabelboxValidationException(said),
        HttpStatusCode.RequestTimeout => new LabelboxServerException(said, mayPass: true),
        _ => null,
    };

    private static LabelboxApiException? OfCode(JsonElement error, string said) => Code(error) switch
    {
        "AUTHENTICATION_ERROR" => new LabelboxInvalidKeyException(said),
        "AUTHORIZATION_ERROR" or "OPERATION_NOT_ALLOWED" => new LabelboxNotAllowedException(said),
        "GRAPHQL_VALIDATION_FAILED" or "GRAPHQL_PARSE_FAILED" or "MALFORMED_REQUEST" => new LabelboxValidationException(said),
        "RESOURCE_NOT_FOUND" => new LabelboxNotFoundException(said),
        "RESOURCE_CONFLICT" => new LabelboxConflictException(said),
        "INTERNAL_SERVER_ERROR" => OfInner(InnerStatus(error), said),
        _ => null,
    };

    /// <summary>Some INTERNAL_SERVER_ERRORs are the client's fault, and carry a status of their own that says so.</summary>
    private static LabelboxApiException OfInner(int status, string said) => status switch
    {
        400 or 422 => new LabelboxValidationException(said),
        426 => new LabelboxNotAllowedException(said),
        500 => new LabelboxServerException(said),
        _ => new LabelboxServerException(said, mayPass: true),
    };

    private static int Rank(JsonElement error) => Array.IndexOf(Codes, Code(error)) is var at and >= 0 ? at : Codes.Length;

    private static string? Code(JsonElement error) => error.Member("extensions")?.Text("code");

    private static int InnerStatus(JsonElement error) =>
        int.TryParse(error.Member("extensions")?.Member("exception")?.Text("status"), NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            ? status
            : 500;
}
