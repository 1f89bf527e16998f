using System.Text.Json;
using System.Text.Json.Serialization;

namespace WebhookRelay.Contracts;

/// <summary>A label of a data row, or a prediction.</summary>
public sealed class Label : Extensible
{
    /// <summary>The label's opaque id.</summary>
    public string? Id { get; set; }

    /// <summary>The label's kind: <c>Default</c> or <c>Video</c>. Other values are unknown.</summary>
    public string? LabelKind { get; set; }

    /// <summary>The version of the label's format: <c>1.0.0</c>.</summary>
    public string? Version { get; set; }

    /// <summary>Objects and classifications.</summary>
    public LabelAnnotations? Annotations { get; set; }

    /// <summary>The label's creator, times and reviews.</summary>
    public LabelDetails? LabelDetails { get; set; }

    /// <summary>The labeling time and agreement scores.</summary>
    public PerformanceDetails? PerformanceDetails { get; set; }

    /// <summary>A later version of <see cref="PerformanceDetails"/>, in an unknown format (seen in one row).</summary>
    [JsonPropertyName("performance_details_v2")]
    public JsonElement? PerformanceDetailsV2 { get; set; }
}

/// <summary>A label's creator, times and reviews: <c>label_details</c>.</summary>
public sealed class LabelDetails : Extensible
{
    /// <summary>When the label was created.</summary>
    public Moment? CreatedAt { get; set; }

    /// <summary>When the label was last updated.</summary>
    public Moment? UpdatedAt { get; set; }

    /// <summary>The creator's e-mail address.</summary>
    public string? CreatedBy { get; set; }

    /// <summary>When the label's content was last updated.</summary>
    public Moment? ContentLastUpdatedAt { get; set; }

    /// <summary>The label's reviews.</summary>
    public IReadOnlyList<Review>? Reviews { get; set; }
}

/// <summary>A review of a label. Only its time has been seen. Other members are kept in <see cref="Extensible.Unknown"/>.</summary>
public sealed class Review : Extensible
{
    /// <summary>The review's id (not verified).</summary>
    public string? Id { get; set; }

    /// <summary>When the label was reviewed.</summary>
    public Moment? ReviewedAt { get; set; }
}

/// <summary>A label's labeling time and agreement scores: <c>performance_details</c>.</summary>
public sealed class PerformanceDetails : Extensible
{
    /// <summary>Seconds spent on creating the label, including its review (the inclusion seen in third-party code only).</summary>
    public double? SecondsToCreate { get; set; }

    /// <summary>Seconds spent on reviewing the label (seen in third-party code only).</summary>
    public double? SecondsToReview { get; set; }

    /// <summary>Whether the labeler skipped the data row (seen in third-party code only).</summary>
    public bool? Skipped { get; set; }

    /// <summary>The agreement with the benchmark, if there is one (seen in third-party code only).</summary>
    public double? BenchmarkScore { get; set; }

    /// <summary>The agreement with the other labels, if there are any.</summary>
    public double? ConsensusScore { get; set; }
}
