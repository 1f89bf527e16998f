using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace WebhookRelay.Labelbox.Api;

/// <summary>The state of a call that its HTTP handlers share. It travels with the request.</summary>
/// <param name="IsRepeatable">Whether it can be retried. Queries are POSTs too, so the method does not show it.</param>
/// <param name="Options">The settings at its start.</param>
/// <param name="Started">The timestamp of its start.</param>
/// <param name="Secrets">Texts of its body that must not appear in an error.</param>
internal sealed record GraphQlCall(bool IsRepeatable, LabelboxClientOptions Options, long Started, IReadOnlyList<string> Secrets)
{
    private static readonly HttpRequestOptionsKey<GraphQlCall> Key = new("WebhookRelay.Labelbox.Call");

    /// <summary>A deadline for this call and its attempts; null uses the options.</summary>
    public TimeSpan? OwnDeadline { get; init; }

    /// <summary>An endpoint for this call; null uses the options.</summary>
    public Uri? OwnEndpoint { get; init; }

    public TimeSpan Deadline => OwnDeadline ?? Options.Deadline;

    public TimeSpan AttemptDeadline => OwnDeadline ?? Options.AttemptDeadline;

    /// <summary>The response's data, once it succeeded.</summary>
    public JsonElement Data { get; set; }

    public static GraphQlCall Of(HttpRequestMessage? request) =>
        request is not null && request.Options.TryGetValue(Key, out var call)
            ? call
            : throw new InvalidOperationException("A request of this client must belong to a call.");

    public void Attach(HttpRequestMessage request) => request.Options.Set(Key, this);

    public override string ToString() => nameof(GraphQlCall);
}

[JsonSerializable(typeof(JsonObject))]
internal sealed partial class GraphQlJson : JsonSerializerContext;
