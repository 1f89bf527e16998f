using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Polly.Timeout;

namespace WebhookRelay.Labelbox.Api;

/// <summary>
/// One request and its response. Every failure is a <see cref="LabelboxApiException"/>; only the caller's own cancellation
/// is an <see cref="OperationCanceledException"/>. The handlers below it, outermost first: deadlines and retries
/// (<see cref="Resilience"/>), the key (<see cref="ApiKeyHandler"/>), the response (<see cref="ResponseHandler"/>).
/// </summary>
internal sealed class LabelboxGraphQl(HttpClient http, IOptionsMonitor<LabelboxClientOptions> options, TimeProvider time)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>Runs a query. It can be sent more than once.</summary>
    /// <returns>The response's <c>data</c>, a JSON object.</returns>
    public Task<JsonElement> QueryAsync(string query, JsonObject variables, CancellationToken cancellationToken) =>
        SendAsync(query, variables, new GraphQlCall(IsRepeatable: true, options.CurrentValue, time.GetTimestamp(), []), cancellationToken);

    /// <summary>Runs a mutation. It is sent at most once; after a <see cref="LabelboxServerException"/> it may have been executed.</summary>
    /// <param name="mutation">The text.</param>
    /// <param name="variables">Its variables.</param>
    /// <param name="secrets">Values of variables that must not appear in an error.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The response's <c>data</c>, a JSON object.</returns>
    public Task<JsonElement> MutateAsync(
        string mutation, JsonObject variables, IReadOnlyList<string> secrets, CancellationToken cancellationToken) =>
        SendAsync(mutation, variables, new GraphQlCall(IsRepeatable: false, options.CurrentValue, time.GetTimestamp(), secrets), cancellationToken);

    /// <summary>Sends a slow mutation at most once, with a separate deadline.</summary>
    public Task<JsonElement> MutateAsync(string mutation, JsonObject variables, TimeSpan deadline, CancellationToken cancellationToken) => SendAsync(
        mutation, variables, new GraphQlCall(IsRepeatable: false, options.CurrentValue, time.GetTimestamp(), []) { OwnDeadline = deadline }, cancellationToken);

    /// <summary>Sends a query to the address of experimental operations, with a separate deadline.</summary>
    public Task<JsonElement> QueryExperimentalAsync(string query, JsonObject variables, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var current = options.CurrentValue;
        var call = new GraphQlCall(IsRepeatable: true, current, time.GetTimestamp(), []) { OwnDeadline = deadline, OwnEndpoint = Experimental(current.Endpoint) };
        return SendAsync(query, variables, call, cancellationToken);
    }

    /// <summary>Labelbox's client replaces the end of the path.</summary>
    private static Uri Experimental(Uri endpoint)
    {
        const string End = "/graphql";
        var path = endpoint.AbsolutePath;
        return path.EndsWith(End, StringComparison.Ordinal) ? new UriBuilder(endpoint) { Path = path[..^End.Length] + "/_gql" }.Uri : endpoint;
    }

    private async Task<JsonElement> SendAsync(string text, JsonObject variables, GraphQlCall call, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, call.OwnEndpoint ?? call.Options.Endpoint);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(Json.MediaType!));
        request.Content = new ByteArrayContent(Body(text, variables)) { Headers = { ContentType = Json } };
        call.Attach(request);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return call.Data;
        }
        catch (TimeoutRejectedException e)
        {
            var waited = e.Timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
            throw new LabelboxServerException($"Labelbox's API did not respond within {waited} s.", mayPass: true, e);
        }
    }

    private static byte[] Body(string text, JsonObject variables)
    {
        var body = new JsonObject { ["query"] = text, ["variables"] = variables };
        return JsonSerializer.SerializeToUtf8Bytes(body, GraphQlJson.Default.JsonObject);
    }
}
