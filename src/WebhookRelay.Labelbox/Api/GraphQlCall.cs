using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace WebhookRelay.Labelbox.Api;

/// <summary>What the handlers know of the call that a request belongs to. It travels with the request.</summary>
/// <param name="IsRepeatable">Whether it may be sent again. Queries are POSTs too: the method does not tell.</param>
/// <param name="Options">The settings when it began.</param>
/// <param name="Started">The timestamp of its beginning.</param>
/// <param name="Secrets">Texts in its body that must not be seen in an error.</param>
internal sealed record GraphQlCall(bool IsRepeatable, LabelboxClientOptions Options, long Started, IReadOnlyList<string> Secrets)
{
    private static readonly HttpRequestOptionsKey<GraphQlCall> Key = new("WebhookRelay.Labelbox.Call");

    /// <summary>A deadline of its own for the call and its attempts; null: those of the settings.</summary>
    public TimeSpan? OwnDeadline { get; init; }

    /// <summary>Where it is sent to; null: where the settings say.</summary>
    public Uri? OwnEndpoint { get; init; }

    public TimeSpan Deadline => OwnDeadline ?? Options.Deadline;

    public TimeSpan AttemptDeadline => OwnDeadline ?? Options.AttemptDeadline;

    /// <summary>The answer, once there is a good one.</summary>
    public JsonElement Data { get; set; }

    public static GraphQlCall Of(HttpRequestMessage? request) =>
        request is not null && request.Options.TryGetValue(Key, out var call)
            ? call
            : throw new InvalidOperationException("A request of this client always belongs to a call.");

    public void Attach(HttpRequestMessage request) => request.Options.Set(Key, this);

    public override string ToString() => nameof(GraphQlCall);
}

[JsonSerializable(typeof(JsonObject))]
internal sealed partial class GraphQlJson : JsonSerializerContext;
