using System.Text.Json;
using System.Text.Json.Serialization;

namespace WebhookRelay.Contracts;

/// <summary>
/// A data row in the shape of Labelbox's Export V2: the asset, and what projects and model runs hold about it.
/// A delivery of either of Labelbox's shapes becomes this one.
/// </summary>
public sealed class DataRow : Extensible
{
    /// <summary>The asset itself. Always there in a payload that was understood.</summary>
    [JsonRequired, JsonPropertyName("data_row")]
    public DataRowAsset? Asset { get; set; }

    /// <summary>What is known of the medium.</summary>
    public MediaAttributes? MediaAttributes { get; set; }

    /// <summary>What is attached to the asset for the labeler to see.</summary>
    public IReadOnlyList<Attachment>? Attachments { get; set; }

    /// <summary>The customer's metadata.</summary>
    public IReadOnlyList<MetadataField>? MetadataFields { get; set; }

    /// <summary>Vectors that stand for the asset.</summary>
    public IReadOnlyList<Embedding>? Embeddings { get; set; }

    /// <summary>What each project holds, by the project's id. A project export has one; a catalog export may have many.</summary>
    public IReadOnlyDictionary<string, Project>? Projects { get; set; }

    /// <summary>What each model holds, by the model's id.</summary>
    public IReadOnlyDictionary<string, Experiment>? Experiments { get; set; }

    /// <summary>Of a V1 delivery: what has no place in this shape, in its V1 names.</summary>
    public JsonElement? V1 { get; set; }
}
