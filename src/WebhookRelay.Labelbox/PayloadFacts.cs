namespace WebhookRelay.Labelbox;

/// <summary>What a payload tells about itself and about what happened. What it does not tell is null, never invented.</summary>
public sealed record PayloadFacts
{
    /// <summary><c>v1</c>, <c>v2</c>, or <c>unknown</c> for a JSON object of neither shape.</summary>
    public required string PayloadVersion { get; init; }

    /// <summary>A JSON object in the shape of an Export V2 data row; the object as it came where the version is unknown.</summary>
    public required ReadOnlyMemory<byte> DataRow { get; init; }

    /// <summary>The project, where exactly one is named.</summary>
    public string? ProjectId { get; init; }

    /// <summary>The data row.</summary>
    public string? DataRowId { get; init; }

    /// <summary>The label: the only one, or the one changed last where the payload says so.</summary>
    public string? LabelId { get; init; }

    /// <summary>The asset type such as <c>image</c>; where only a MIME type is given, that.</summary>
    public string? MediaType { get; init; }

    /// <summary>When the change was made.</summary>
    public DateTimeOffset? HappenedAt { get; init; }

    /// <summary>The row's step in the project's workflow, as Labelbox spells it: <c>IN_REVIEW</c>.</summary>
    public string? WorkflowStatus { get; init; }

    /// <summary>The newest action of the row's workflow history, as Labelbox spells it.</summary>
    public string? WorkflowAction { get; init; }

    /// <summary>The newest review of the label, where it has an id.</summary>
    public string? ReviewId { get; init; }
}

/// <summary>What became of reading a payload.</summary>
public abstract record PayloadReading
{
    private PayloadReading()
    {
    }

    /// <summary>It is a JSON object, and can be relayed.</summary>
    /// <param name="Facts">What it tells.</param>
    public sealed record Understood(PayloadFacts Facts) : PayloadReading;

    /// <summary>It is no JSON object.</summary>
    /// <param name="Reason">Why, by position; never quotes the payload.</param>
    public sealed record NotUnderstood(string Reason) : PayloadReading;
}
