using System.Text.Json.Serialization;
using WebhookRelay.Contracts.Reading;

namespace WebhookRelay.Contracts;

/// <summary>
/// System.Text.Json metadata for events and data rows, generated at compile time. <see cref="Default"/> keeps members that
/// are unknown or cannot be read.
/// </summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = int.MaxValue,
    Converters = [typeof(ShapeConverterFactory)])]
[JsonSerializable(typeof(LabelboxEvent))]
[JsonSerializable(typeof(DataRow))]
[JsonSerializable(typeof(BoundingBoxObject))]
[JsonSerializable(typeof(PolygonObject))]
[JsonSerializable(typeof(LineObject))]
[JsonSerializable(typeof(PointObject))]
[JsonSerializable(typeof(MaskObject))]
[JsonSerializable(typeof(EntityObject))]
[JsonSerializable(typeof(TextLocation))]
[JsonSerializable(typeof(DocumentLocation))]
[JsonSerializable(typeof(UnknownLocation))]
[JsonSerializable(typeof(ConversationalEntityObject))]
[JsonSerializable(typeof(GeoObject))]
[JsonSerializable(typeof(MessageSelectionObject))]
[JsonSerializable(typeof(MessageMultiSelectionObject))]
[JsonSerializable(typeof(MessageRankingObject))]
[JsonSerializable(typeof(UnknownObject))]
[JsonSerializable(typeof(RadioClassification))]
[JsonSerializable(typeof(ChecklistClassification))]
[JsonSerializable(typeof(TextClassification))]
[JsonSerializable(typeof(ConversationalRadioClassification))]
[JsonSerializable(typeof(ConversationalChecklistClassification))]
[JsonSerializable(typeof(ConversationalTextClassification))]
[JsonSerializable(typeof(UnknownClassification))]
public sealed partial class ContractsJson : JsonSerializerContext;
