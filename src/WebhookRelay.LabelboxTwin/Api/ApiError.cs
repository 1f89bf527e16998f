using GraphQL;

namespace WebhookRelay.LabelboxTwin.Api;

/// <summary>The codes that Labelbox's errors carry.</summary>
internal static class ApiErrorCodes
{
    public const string Authentication = "AUTHENTICATION_ERROR";
    public const string Authorization = "AUTHORIZATION_ERROR";
    public const string ValidationFailed = "GRAPHQL_VALIDATION_FAILED";
    public const string ParseFailed = "GRAPHQL_PARSE_FAILED";
    public const string NotFound = "RESOURCE_NOT_FOUND";
    public const string Malformed = "MALFORMED_REQUEST";
    public const string Internal = "INTERNAL_SERVER_ERROR";
}

/// <summary>An answer that a resolver refuses to give.</summary>
internal sealed class ApiError : ExecutionError
{
    public ApiError(string code, string message)
        : base(message) => Code = code;

    public static ApiError NotFound(string what, string? id) => new(ApiErrorCodes.NotFound, $"Resource '{what}' not found for params: '{id}'");
}
