using System.Text.Json;
using System.Text.Json.Serialization;

namespace WebhookRelay.Contracts;

/// <summary>
/// A data row in Labelbox's Export V2 format: the asset with its data from projects and model runs. V1 and V2 payloads are
/// both published in this format.
/// </summary>
public sealed class DataRow : Extensible
{
    /// <summary>The asset. Present in every payload that was understood.</summary>
    [JsonRequired, JsonPropertyName("data_row")]
    public DataRowAsset? Asset { get; set; }

    /// <summary>Media attributes.</summary>
    public MediaAttributes? MediaAttributes { get; set; }

    /// <summary>Attachments shown to the labeler.</summary>
    public IReadOnlyList<Attachment>? Attachments { get; set; }

    /// <summary>Metadata set by the customer.</summary>
    public IReadOnlyList<MetadataField>? MetadataFields { get; set; }

    /// <summary>Embeddings of the asset.</summary>
    public IReadOnlyList<Embedding>? Embeddings { get; set; }

    /// <summary>Data of each project, by project id. A project export contains one project; a catalog export may contain many.</summary>
    public IReadOnlyDictionary<string, Project>? Projects { get; set; }

    /// <summary>Data of each model, by model id.</summary>
    public IReadOnlyDictionary<string, Experiment>? Experiments { get; set; }

    /// <summary>For V1 payloads: V1 members without a V2 equivalent, under their V1 names.</summary>
    public JsonElement? V1 { get; set; }
}
