using System.Buffers;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WebhookRelay.Contracts;

/// <summary>
/// An event as subscribers receive it: one CloudEvents 1.0 document in JSON, with the same format for V1 and V2 payloads.
/// Attributes with an unknown value are absent, never guessed.
/// </summary>
public sealed class LabelboxEvent : Extensible
{
    /// <summary>The CloudEvents version: <c>1.0</c>.</summary>
    [AllowedValues("1.0")]
    [JsonRequired, JsonPropertyName("specversion")]
    public string SpecVersion { get; set; } = "1.0";

    /// <summary>
    /// The delivery's id, the value of <c>X-Labelbox-Id</c>. If another webhook already used that value for another body: the
    /// value, a dot, and the first 16 hexadecimal digits of the body's SHA-256. Copies of an event have the same id; two events
    /// never share one.
    /// </summary>
    [Length(1, 256)]
    [JsonRequired, JsonPropertyName("id")]
    public string Id { get; set; } = "";

    /// <summary>The project's URL, <c>https://app.labelbox.com/projects/&lt;projectId&gt;</c>; <c>https://app.labelbox.com/</c> if the project is unknown.</summary>
    [Url]
    [JsonRequired, JsonPropertyName("source")]
    public string Source { get; set; } = "";

    /// <summary>The event type, such as <c>com.labelbox.label.updated</c>; <c>com.labelbox.other.&lt;slug&gt;</c> if the relay does not know the event header.</summary>
    [RegularExpression(@"^com\.labelbox\.[a-z]+\.[A-Za-z0-9_-]+$")]
    [JsonRequired, JsonPropertyName("type")]
    public string Type { get; set; } = "";

    /// <summary>The data row's id.</summary>
    [JsonPropertyName("subject")]
    public string? Subject { get; set; }

    /// <summary>When the change happened at Labelbox, in RFC 3339 format and UTC.</summary>
    [JsonInclude, JsonPropertyName("time")]
    internal Moment? TimeText { get; set; }

    /// <summary>The media type of the payload: <c>application/json</c>.</summary>
    [AllowedValues("application/json")]
    [JsonPropertyName("datacontenttype")]
    public string? DataContentType { get; set; }

    /// <summary>When the relay accepted the delivery, in RFC 3339 format and UTC.</summary>
    [JsonInclude, JsonPropertyName("recordedtime")]
    internal Moment? RecordedTimeText { get; set; }

    /// <summary>
    /// Orders the events of one data row, as text: 20 digits, not contiguous, not a time. Replicas that share a Redis keep
    /// their sequences aligned to within about a second.
    /// </summary>
    [RegularExpression("^[0-9]{20}$")]
    [JsonPropertyName("sequence")]
    public string? Sequence { get; set; }

    /// <summary>The id of the ledger that holds the delivery, chosen at random when the ledger is created.</summary>
    [JsonPropertyName("ledgerid")]
    public string? LedgerId { get; set; }

    /// <summary>The entry's link in the ledger's hash chain: 64 lowercase hexadecimal digits.</summary>
    [RegularExpression("^[0-9a-f]{64}$")]
    [JsonPropertyName("ledgerhash")]
    public string? LedgerHash { get; set; }

    /// <summary>The value of <c>X-Labelbox-Event</c>, unchanged, in any letter case.</summary>
    [Length(1, 256)]
    [JsonRequired, JsonPropertyName("labelboxevent")]
    public string EventHeader { get; set; } = "";

    /// <summary>The project's id, if the event concerns exactly one project.</summary>
    [JsonPropertyName("projectid")]
    public string? ProjectId { get; set; }

    /// <summary>The id of the label concerned, if it can be determined: the only label, or the one that was changed last.</summary>
    [JsonPropertyName("labelid")]
    public string? LabelId { get; set; }

    /// <summary>
    /// <c>image</c>, <c>video</c>, <c>text</c>, <c>document</c>, <c>geospatial</c>, <c>audio</c>, <c>conversational</c>,
    /// <c>html</c>, <c>dicom</c>, <c>llm</c> or one of its kinds, or another asset type in lowercase.
    /// </summary>
    [JsonPropertyName("mediatype")]
    public string? MediaType { get; set; }

    /// <summary>The version of the delivered payload: <c>v1</c>, <c>v2</c>, or <c>unknown</c> if <see cref="Data"/> is the received JSON object, unchanged.</summary>
    [AllowedValues("v1", "v2", "unknown")]
    [JsonPropertyName("payloadversion")]
    public string? PayloadVersion { get; set; }

    /// <summary>Always false in this version; reserved for events found by recovery.</summary>
    [JsonInclude, JsonPropertyName("recovered")]
    internal bool? RecoveredFlag { get; set; }

    /// <summary><c>local</c> if only the relay's own ledger was checked for duplicates because Redis was unavailable; otherwise absent.</summary>
    [AllowedValues("local")]
    [JsonPropertyName("dedup")]
    public string? Dedup { get; set; }

    /// <summary>The id of the replay that published the event again; absent on the first publication.</summary>
    [JsonPropertyName("replayid")]
    public string? ReplayId { get; set; }

    /// <summary>The data row's workflow status, such as <c>IN_REVIEW</c>.</summary>
    [JsonPropertyName("workflowstatus")]
    public string? WorkflowStatus { get; set; }

    /// <summary>The workflow action, as Labelbox spells it (the possible values are not verified).</summary>
    [JsonPropertyName("workflowaction")]
    public string? WorkflowAction { get; set; }

    /// <summary>The id of the review concerned.</summary>
    [JsonPropertyName("reviewid")]
    public string? ReviewId { get; set; }

    /// <summary>URL of the payload if it is too large for the event. <see cref="Data"/> is then absent.</summary>
    [Url]
    [JsonPropertyName("dataref")]
    public string? DataRef { get; set; }

    /// <summary>The SHA-256 of the payload at <see cref="DataRef"/>: 64 lowercase hexadecimal digits.</summary>
    [RegularExpression("^[0-9a-f]{64}$")]
    [JsonPropertyName("datasha256")]
    public string? DataSha256 { get; set; }

    /// <summary>The length of the payload at <see cref="DataRef"/>, in bytes.</summary>
    [Range(0, int.MaxValue)]
    [JsonPropertyName("datalength")]
    public long? DataLength { get; set; }

    /// <summary>The data row in Export V2 format; absent if <see cref="DataRef"/> is set.</summary>
    [JsonPropertyName("data")]
    public DataRow? Data { get; set; }

    /// <summary>The event's topic, derived from <see cref="EventHeader"/>.</summary>
    [JsonIgnore]
    public LabelboxTopic Topic => LabelboxTopics.FromHeader(EventHeader);

    /// <summary>The data row's id: <see cref="Subject"/>.</summary>
    [JsonIgnore]
    public string? DataRowId => Subject;

    /// <summary>When the change happened at Labelbox.</summary>
    [JsonIgnore]
    public DateTimeOffset? Time
    {
        get => TimeText?.Time;
        set => TimeText = value is { } time ? Moment.From(time) : null;
    }

    /// <summary>When the relay accepted the delivery.</summary>
    [JsonIgnore]
    public DateTimeOffset? RecordedTime
    {
        get => RecordedTimeText?.Time;
        set => RecordedTimeText = value is { } time ? Moment.From(time) : null;
    }

    /// <summary>
    /// Whether the event was found by recovery instead of delivered by Labelbox. Always false in this version; reserved for
    /// events found by recovery.
    /// </summary>
    [JsonIgnore]
    public bool Recovered
    {
        get => RecoveredFlag ?? false;
        set => RecoveredFlag = value;
    }

    /// <summary>Reads an event. Members that this version does not know or cannot read are kept in <see cref="Extensible.Unknown"/>.</summary>
    /// <param name="utf8Json">The message body.</param>
    /// <exception cref="JsonException">The text is not JSON, is not a JSON object, or lacks a required attribute.</exception>
    public static LabelboxEvent Parse(ReadOnlySpan<byte> utf8Json) =>
        JsonSerializer.Deserialize(utf8Json, ContractsJson.Default.LabelboxEvent)
        ?? throw new JsonException("An event is a JSON object, not null.");

    /// <summary>Returns the event as a message body: JSON in UTF-8. An event that was read has the same content when it is written.</summary>
    public byte[] ToUtf8Json() => JsonSerializer.SerializeToUtf8Bytes(this, ContractsJson.Default.LabelboxEvent);

    /// <summary>Writes the same bytes that <see cref="ToUtf8Json"/> returns.</summary>
    /// <param name="output">The buffer to write to.</param>
    public void WriteTo(IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { MaxDepth = int.MaxValue });
        JsonSerializer.Serialize(json, this, ContractsJson.Default.LabelboxEvent);
    }
}
