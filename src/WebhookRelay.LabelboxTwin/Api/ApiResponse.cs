using System.Text.Json;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Validation;

namespace WebhookRelay.LabelboxTwin.Api;

/// <summary>Writes responses in Labelbox's formats: <c>errors[].extensions.code</c>, or a bare <c>message</c>.</summary>
internal static class ApiResponse
{
    public static Task ErrorAsync(HttpResponse response, int status, string code, string message, int? exceptionStatus = null)
    {
        object extensions = exceptionStatus is { } inner ? new { code, exception = new { status = inner } } : new { code };
        return WriteAsync(response, status, new { errors = new[] { new { message, extensions } } });
    }

    public static Task MessageAsync(HttpResponse response, int status, string message) => WriteAsync(response, status, new { message });

    public static async Task ResultAsync(HttpResponse response, ExecutionResult result, IGraphQLTextSerializer serializer)
    {
        response.StatusCode = StatusOf(result);
        response.ContentType = "application/json; charset=utf-8";
        await serializer.WriteAsync(response.Body, result, response.HttpContext.RequestAborted);
    }

    /// <summary>400 if the request was not executed; 200 with errors if a resolver failed.</summary>
    private static int StatusOf(ExecutionResult result) => result.Executed ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;

    private static Task WriteAsync(HttpResponse response, int status, object body)
    {
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        return JsonSerializer.SerializeAsync(response.Body, body, cancellationToken: response.HttpContext.RequestAborted);
    }
}

/// <summary>Gives every error the code that Labelbox uses for it.</summary>
internal sealed class ApiErrorInfo : IErrorInfoProvider
{
    public ErrorInfo GetInfo(ExecutionError executionError)
    {
        var (code, message, status) = executionError switch
        {
            ApiError error => (error.Code!, error.Message, (int?)null),
            SyntaxError error => (ApiErrorCodes.ParseFailed, $"Syntax Error: {error.InnerException?.Message ?? error.Message}", null),
            ValidationError or RequestError => (ApiErrorCodes.ValidationFailed, executionError.Message, 400),
            _ => (ApiErrorCodes.Internal, executionError.Message, 500),
        };
        var extensions = new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = code };
        if (status is { } inner)
        {
            extensions["exception"] = new Dictionary<string, object?>(StringComparer.Ordinal) { ["status"] = inner };
        }

        return new ErrorInfo { Message = message, Extensions = extensions };
    }
}
