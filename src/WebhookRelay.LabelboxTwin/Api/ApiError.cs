using GraphQL;

namespace WebhookRelay.LabelboxTwin.Api;

/// <summary>The error codes that Labelbox uses.</summary>
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

/// <summary>An error that a resolver raises.</summary>
internal sealed class ApiError : ExecutionError
{
    public ApiError(string code, string message)
        : base(message) => Code = code;

    public static ApiError NotFound(string what, string? id) => new(ApiErrorCodes.NotFound, $"Resource '{what}' not found for params: '{id}'");
}
