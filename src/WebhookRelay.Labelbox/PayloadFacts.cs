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

    /// <summary>
    /// The label concerned: the only one, or the one whose time says that it is this topic's newest. For
    /// <c>LABEL_DELETED</c> a V2 row need not hold it any more, so there only a label that calls itself deleted.
    /// </summary>
    public string? LabelId { get; init; }

    /// <summary>
    /// <c>image</c>, <c>video</c>, <c>text</c>, <c>document</c>, <c>geospatial</c>, <c>audio</c>, <c>conversational</c>,
    /// <c>html</c>, <c>dicom</c>, <c>llm</c> or one of its kinds (<c>llm-prompt-response-creation</c>), or another asset
    /// type in lower case. Taken from <c>media_attributes.asset_type</c>, else from its <c>mime_type</c>, else from the
    /// first annotation's kind (<c>VideoBoundingBox</c> is of a video).
    /// </summary>
    public string? MediaType { get; init; }

    /// <summary>
    /// When it happened. Of a label: when its content was last changed, else when it was, else, but for an update, when
    /// it was made. Of a workflow action: the newest of the row's history, else the row's last activity. Of a review:
    /// its own time, else the label's last change.
    /// </summary>
    public DateTimeOffset? HappenedAt { get; init; }

    /// <summary>When an updated label was last changed at all: it tells apart updates that left its content as it was.</summary>
    public DateTimeOffset? LabelUpdatedAt { get; init; }

    /// <summary>
    /// Whether the times above, with topic, row and label, are this happening's own. They are not where they are only the
    /// row's or the label's last change. Times may have whole seconds: two changes in one second are told apart by
    /// <see cref="ContentDigest"/>.
    /// </summary>
    public bool IsHappeningTold { get; init; }

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
