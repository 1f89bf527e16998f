using System.Text.Json;
using System.Text.Json.Serialization;

namespace WebhookRelay.Contracts;

/// <summary>One label of a data row, or one prediction.</summary>
public sealed class Label : Extensible
{
    /// <summary>The label's id. Opaque.</summary>
    public string? Id { get; set; }

    /// <summary><c>Default</c> or <c>Video</c>; other kinds are not known.</summary>
    public string? LabelKind { get; set; }

    /// <summary>The version of the label's shape: <c>1.0.0</c>.</summary>
    public string? Version { get; set; }

    /// <summary>What was marked and answered.</summary>
    public LabelAnnotations? Annotations { get; set; }

    /// <summary>Who made the label and when, and its reviews.</summary>
    public LabelDetails? LabelDetails { get; set; }

    /// <summary>How long it took and how well it agrees.</summary>
    public PerformanceDetails? PerformanceDetails { get; set; }

    /// <summary>The same in a later shape, which is not known; seen in one row.</summary>
    [JsonPropertyName("performance_details_v2")]
    public JsonElement? PerformanceDetailsV2 { get; set; }
}

/// <summary>Who made a label and when: <c>label_details</c>.</summary>
public sealed class LabelDetails : Extensible
{
    /// <summary>When the label was made.</summary>
    public Moment? CreatedAt { get; set; }

    /// <summary>When the label was changed last.</summary>
    public Moment? UpdatedAt { get; set; }

    /// <summary>Who made it: an e-mail address.</summary>
    public string? CreatedBy { get; set; }

    /// <summary>When what it holds was changed last.</summary>
    public Moment? ContentLastUpdatedAt { get; set; }

    /// <summary>Its reviews.</summary>
    public IReadOnlyList<Review>? Reviews { get; set; }
}

/// <summary>A review of a label. Only its time was seen; what else it has is in <see cref="Extensible.Unknown"/>.</summary>
public sealed class Review : Extensible
{
    /// <summary>The review's id (not verified).</summary>
    public string? Id { get; set; }

    /// <summary>When the label was reviewed.</summary>
    public Moment? ReviewedAt { get; set; }
}

/// <summary>How long a label took and how well it agrees: <c>performance_details</c>.</summary>
public sealed class PerformanceDetails : Extensible
{
    /// <summary>Seconds spent on making the label, those of its review included (the latter seen in third-party code only).</summary>
    public double? SecondsToCreate { get; set; }

    /// <summary>Seconds spent on reviewing it (seen in third-party code only).</summary>
    public double? SecondsToReview { get; set; }

    /// <summary>Whether the labeler passed over the row (seen in third-party code only).</summary>
    public bool? Skipped { get; set; }

    /// <summary>Agreement with the benchmark; only where there is one (seen in third-party code only).</summary>
    public double? BenchmarkScore { get; set; }

    /// <summary>Agreement with the other labels; only where there are any.</summary>
    public double? ConsensusScore { get; set; }
}
