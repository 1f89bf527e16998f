namespace WebhookRelay.Labelbox;

/// <summary>The attributes of an event that its payload contains. Missing ones are null, never guessed.</summary>
public sealed record PayloadFacts
{
    /// <summary><c>v1</c>, <c>v2</c>, or <c>unknown</c> for a JSON object of neither format.</summary>
    public required string PayloadVersion { get; init; }

    /// <summary>A JSON object in the format of an Export V2 data row; the received object if the version is unknown.</summary>
    public required ReadOnlyMemory<byte> DataRow { get; init; }

    /// <summary>The project, if the payload names exactly one.</summary>
    public string? ProjectId { get; init; }

    /// <summary>The data row.</summary>
    public string? DataRowId { get; init; }

    /// <summary>
    /// The label concerned: the only one, or the one whose time shows that it is the newest of this topic. A V2 row may no
    /// longer contain the label of a <c>LABEL_DELETED</c>, so for that topic only a label that is marked as deleted counts.
    /// </summary>
    public string? LabelId { get; init; }

    /// <summary>
    /// <c>image</c>, <c>video</c>, <c>text</c>, <c>document</c>, <c>geospatial</c>, <c>audio</c>, <c>conversational</c>,
    /// <c>html</c>, <c>dicom</c>, <c>llm</c> or one of its kinds (<c>llm-prompt-response-creation</c>), or another asset
    /// type in lower case. Taken from <c>media_attributes.asset_type</c>, else from its <c>mime_type</c>, else from the
    /// first annotation's kind (<c>VideoBoundingBox</c> implies a video).
    /// </summary>
    public string? MediaType { get; init; }

    /// <summary>
    /// When the change happened. For a label: the last change of its content, else its last change, else, except for an
    /// update, its creation. For a workflow action: the newest step of the row's history, else the row's last activity. For a
    /// review: its own time, else the label's last change.
    /// </summary>
    public DateTimeOffset? HappenedAt { get; init; }

    /// <summary>The last change of an updated label. It distinguishes updates that left the content unchanged.</summary>
    public DateTimeOffset? LabelUpdatedAt { get; init; }

    /// <summary>
    /// Whether the times above, with topic, row and label, belong to this change alone. They do not if they are only the row's
    /// or the label's last change. Times can be whole seconds: <see cref="ContentDigest"/> distinguishes two changes in one
    /// second.
    /// </summary>
    public bool HasOwnTimes { get; init; }

    /// <summary>The row's step in the project's workflow, as Labelbox spells it: <c>IN_REVIEW</c>.</summary>
    public string? WorkflowStatus { get; init; }

    /// <summary>The newest action of the row's workflow history, as Labelbox spells it.</summary>
    public string? WorkflowAction { get; init; }

    /// <summary>The id of the label's newest review, if it has one.</summary>
    public string? ReviewId { get; init; }
}

/// <summary>The result of parsing a payload.</summary>
public abstract record PayloadReading
{
    private PayloadReading()
    {
    }

    /// <summary>A JSON object, which can be relayed.</summary>
    /// <param name="Facts">Its attributes.</param>
    public sealed record Understood(PayloadFacts Facts) : PayloadReading;

    /// <summary>Not a JSON object.</summary>
    /// <param name="Reason">The reason with a position; it never quotes the payload.</param>
    public sealed record NotUnderstood(string Reason) : PayloadReading;
}
