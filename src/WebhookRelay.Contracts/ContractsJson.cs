using System.Text.Json.Serialization;

namespace WebhookRelay.Contracts;

/// <summary>How events are read and written by System.Text.Json, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = int.MaxValue)]
[JsonSerializable(typeof(LabelboxEvent))]
public sealed partial class ContractsJson : JsonSerializerContext;
