using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GraphQL;
using GraphQL.Types;
using GraphQLParser;
using GraphQLParser.AST;
using GraphQLParser.Exceptions;
using Microsoft.Extensions.Options;

namespace WebhookRelay.LabelboxTwin.Api;

/// <summary>Handles <c>POST /graphql</c>: applies the requested fault, checks the key, executes the query.</summary>
internal sealed partial class ApiEndpoint(
    ISchema schema, IDocumentExecuter executer, IGraphQLTextSerializer serializer, ApiFaults faults, TimeProvider time, IOptions<TwinOptions> options, ILogger<ApiEndpoint> logger)
{
    private const string Unreachable = "upstream connect error or disconnect/reset before headers. reset reason: connection failure";

    public async Task HandleAsync(HttpContext context)
    {
        var request = await ReadAsync(context.Request);
        var fields = Fields(request?.Query);
        var fault = faults.Take(fields);
        LogCall(logger, string.Join(' ', fields), fault?.Kind);
        if (fault is not null && await TryRespondAsync(fault, context))
        {
            return;
        }

        if (!IsKey(context.Request.Headers.Authorization.ToString()))
        {
            await ApiResponse.ErrorAsync(context.Response, StatusCodes.Status401Unauthorized, ApiErrorCodes.Authentication, "Invalid API key");
            return;
        }

        if (request is null)
        {
            await ApiResponse.ErrorAsync(context.Response, StatusCodes.Status400BadRequest, ApiErrorCodes.Malformed, "The body must be a JSON object with a query.");
            return;
        }

        var result = await executer.ExecuteAsync(execution =>
        {
            execution.Schema = schema;
            execution.Query = request.Query;
            execution.OperationName = request.OperationName;
            execution.Variables = request.Variables is { } variables ? serializer.Deserialize<Inputs>(variables.GetRawText()) : null;
            // The request is executed even if the client has disconnected.
            execution.CancellationToken = CancellationToken.None;
        });
        switch (fault?.Kind)
        {
            case ApiFaultKind.LostAnswer:
                context.Abort();
                return;
            case ApiFaultKind.Slow:
                await Task.Delay(fault.Delay, time, context.RequestAborted);
                break;
        }

        await ApiResponse.ResultAsync(context.Response, result, serializer);
    }

    /// <summary>Applies the faults that prevent execution.</summary>
    private static async Task<bool> TryRespondAsync(ApiFault fault, HttpContext context)
    {
        var response = context.Response;
        switch (fault.Kind)
        {
            case ApiFaultKind.Unauthenticated:
                await ApiResponse.ErrorAsync(response, StatusCodes.Status401Unauthorized, ApiErrorCodes.Authentication, fault.Message ?? "Invalid API key");
                return true;
            case ApiFaultKind.FreeTier:
                await ApiResponse.MessageAsync(response, StatusCodes.Status401Unauthorized, fault.Message ?? "API access disabled for free tier");
                return true;
            case ApiFaultKind.Forbidden:
                await ApiResponse.ErrorAsync(response, StatusCodes.Status403Forbidden, ApiErrorCodes.Authorization, fault.Message ?? "You are not allowed to do this");
                return true;
            case ApiFaultKind.RateLimited:
                response.Headers.RetryAfter = fault.RetryAfter.ToString(System.Globalization.CultureInfo.InvariantCulture);
                await ApiResponse.MessageAsync(response, StatusCodes.Status429TooManyRequests, fault.Message ?? "You have exceeded the rate limit of 1500 requests per minute");
                return true;
            case ApiFaultKind.ServerError:
                response.StatusCode = fault.Status ?? StatusCodes.Status502BadGateway;
                response.ContentType = "text/plain";
                await response.WriteAsync(fault.Message ?? Unreachable, context.RequestAborted);
                return true;
            case ApiFaultKind.Error:
                await ApiResponse.ErrorAsync(response, fault.Status ?? StatusCodes.Status200OK, fault.Code ?? ApiErrorCodes.Internal, fault.Message ?? "Something failed", 500);
                return true;
            case ApiFaultKind.LostRequest:
                context.Abort();
                return true;
            case ApiFaultKind.Slow or ApiFaultKind.LostAnswer:
                return false;
            default:
                throw new InvalidOperationException($"{fault.Kind} has no response.");
        }
    }

    /// <summary>The top-level fields of the operations; empty if the query does not parse.</summary>
    private static List<string> Fields(string? query)
    {
        try
        {
            return query is null
                ? []
                : [.. Parser.Parse(query).Definitions.OfType<GraphQLOperationDefinition>()
                    .SelectMany(operation => operation.SelectionSet.Selections.OfType<GraphQLField>())
                    .Select(field => field.Name.StringValue)];
        }
        catch (GraphQLSyntaxErrorException)
        {
            return [];
        }
    }

    private bool IsKey(string authorization)
    {
        const string Scheme = "Bearer ";
        return authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(authorization[Scheme.Length..].Trim()), Encoding.UTF8.GetBytes(options.Value.ApiKey));
    }

    /// <summary>Null if the body is not a GraphQL request.</summary>
    private static async Task<ApiRequest?> ReadAsync(HttpRequest request)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted);
            var root = body.RootElement;
            return root.ValueKind is JsonValueKind.Object && root.TryGetProperty("query", out var query) && query.ValueKind is JsonValueKind.String
                ? new ApiRequest(
                    query.GetString()!,
                    root.TryGetProperty("operationName", out var name) && name.ValueKind is JsonValueKind.String ? name.GetString() : null,
                    root.TryGetProperty("variables", out var variables) && variables.ValueKind is JsonValueKind.Object ? variables.Clone() : null)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record ApiRequest(string Query, string? OperationName, JsonElement? Variables);

    [LoggerMessage(1, LogLevel.Information, "GraphQL: {Fields}; fault: {Fault}")]
    private static partial void LogCall(ILogger logger, string fields, ApiFaultKind? fault);
}
