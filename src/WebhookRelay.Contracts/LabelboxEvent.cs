using System.Buffers;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WebhookRelay.Contracts;

/// <summary>
/// What a subscriber receives: one CloudEvents 1.0 document in JSON format, whichever of its shapes Labelbox sent.
/// An attribute that could not be known is left out, never invented.
/// </summary>
public sealed class LabelboxEvent : Extensible
{
    /// <summary>The version of CloudEvents: <c>1.0</c>.</summary>
    [AllowedValues("1.0")]
    [JsonRequired, JsonPropertyName("specversion")]
    public string SpecVersion { get; set; } = "1.0";

    /// <summary>
    /// The delivery's id, the value of <c>X-Labelbox-Id</c>; where another webhook has used that for another body, that value, a
    /// dot, and the first 16 hexadecimal digits of the body's SHA-256. A repeat of the event has the same one, and no other event has.
    /// </summary>
    [Length(1, 256)]
    [JsonRequired, JsonPropertyName("id")]
    public string Id { get; set; } = "";

    /// <summary><c>https://app.labelbox.com/projects/&lt;projectId&gt;</c>, or <c>https://app.labelbox.com/</c> where no project is known.</summary>
    [Url]
    [JsonRequired, JsonPropertyName("source")]
    public string Source { get; set; } = "";

    /// <summary><c>com.labelbox.label.updated</c> and the like; <c>com.labelbox.other.&lt;slug&gt;</c> for an event header the relay does not know.</summary>
    [RegularExpression(@"^com\.labelbox\.[a-z]+\.[A-Za-z0-9_-]+$")]
    [JsonRequired, JsonPropertyName("type")]
    public string Type { get; set; } = "";

    /// <summary>The data row's id.</summary>
    [JsonPropertyName("subject")]
    public string? Subject { get; set; }

    /// <summary>When it happened at Labelbox: RFC 3339, in UTC.</summary>
    [JsonInclude, JsonPropertyName("time")]
    internal Moment? TimeText { get; set; }

    /// <summary><c>application/json</c>, where <see cref="Data"/> is present.</summary>
    [AllowedValues("application/json")]
    [JsonPropertyName("datacontenttype")]
    public string? DataContentType { get; set; }

    /// <summary>When the relay accepted the delivery: RFC 3339, in UTC.</summary>
    [JsonInclude, JsonPropertyName("recordedtime")]
    internal Moment? RecordedTimeText { get; set; }

    /// <summary>
    /// The entry's place in its ledger: 20 digits, microseconds of acceptance since 1970. As text it orders events of one
    /// data row, between replicas to within their clocks; it is not contiguous.
    /// </summary>
    [RegularExpression("^[0-9]{20}$")]
    [JsonPropertyName("sequence")]
    public string? Sequence { get; set; }

    /// <summary>The ledger the delivery is in: a random id made with the ledger.</summary>
    [JsonPropertyName("ledgerid")]
    public string? LedgerId { get; set; }

    /// <summary>The entry's link in the ledger's hash chain: 64 lower-case hexadecimal digits.</summary>
    [RegularExpression("^[0-9a-f]{64}$")]
    [JsonPropertyName("ledgerhash")]
    public string? LedgerHash { get; set; }

    /// <summary>The value of <c>X-Labelbox-Event</c> as it came, in any letter case.</summary>
    [Length(1, 256)]
    [JsonRequired, JsonPropertyName("labelboxevent")]
    public string EventHeader { get; set; } = "";

    /// <summary>The project's id, where exactly one is concerned.</summary>
    [JsonPropertyName("projectid")]
    public string? ProjectId { get; set; }

    /// <summary>The id of the label concerned, where it can be told: the only one, or the one this happening changed last.</summary>
    [JsonPropertyName("labelid")]
    public string? LabelId { get; set; }

    /// <summary>
    /// <c>image</c>, <c>video</c>, <c>text</c>, <c>document</c>, <c>geospatial</c>, <c>audio</c>, <c>conversational</c>,
    /// <c>html</c>, <c>dicom</c>, <c>llm</c> or one of its kinds, or another asset type in lower case.
    /// </summary>
    [JsonPropertyName("mediatype")]
    public string? MediaType { get; set; }

    /// <summary>The shape the delivery had: <c>v1</c>, <c>v2</c>, or <c>unknown</c>, whose <see cref="Data"/> is the object as it came.</summary>
    [AllowedValues("v1", "v2", "unknown")]
    [JsonPropertyName("payloadversion")]
    public string? PayloadVersion { get; set; }

    /// <summary>Whether the event was found by recovery, not delivered by Labelbox.</summary>
    [JsonInclude, JsonPropertyName("recovered")]
    internal bool? RecoveredFlag { get; set; }

    /// <summary><c>local</c> when only the relay's own ledger could be asked for repeats; else left out.</summary>
    [AllowedValues("local")]
    [JsonPropertyName("dedup")]
    public string? Dedup { get; set; }

    /// <summary>The replay that published it again; left out on a first publication.</summary>
    [JsonPropertyName("replayid")]
    public string? ReplayId { get; set; }

    /// <summary>The data row's workflow status, such as <c>IN_REVIEW</c>.</summary>
    [JsonPropertyName("workflowstatus")]
    public string? WorkflowStatus { get; set; }

    /// <summary>The workflow action that was taken, in Labelbox's words (which words there are is not verified).</summary>
    [JsonPropertyName("workflowaction")]
    public string? WorkflowAction { get; set; }

    /// <summary>The id of the review concerned.</summary>
    [JsonPropertyName("reviewid")]
    public string? ReviewId { get; set; }

    /// <summary>Where a payload too large to be carried can be read, instead of <see cref="Data"/>.</summary>
    [Url]
    [JsonPropertyName("dataref")]
    public string? DataRef { get; set; }

    /// <summary>The SHA-256 of what <see cref="DataRef"/> leads to: 64 lower-case hexadecimal digits.</summary>
    [RegularExpression("^[0-9a-f]{64}$")]
    [JsonPropertyName("datasha256")]
    public string? DataSha256 { get; set; }

    /// <summary>The length in bytes of what <see cref="DataRef"/> leads to.</summary>
    [Range(0, int.MaxValue)]
    [JsonPropertyName("datalength")]
    public long? DataLength { get; set; }

    /// <summary>The data row in Export V2 shape; left out where <see cref="DataRef"/> stands for it.</summary>
    [JsonPropertyName("data")]
    public DataRow? Data { get; set; }

    /// <summary>What happened, by <see cref="EventHeader"/>.</summary>
    [JsonIgnore]
    public LabelboxTopic Topic => LabelboxTopics.FromHeader(EventHeader);

    /// <summary>The data row's id: <see cref="Subject"/>.</summary>
    [JsonIgnore]
    public string? DataRowId => Subject;

    /// <summary>When it happened at Labelbox.</summary>
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

    /// <summary>Whether the event was found by recovery, not delivered by Labelbox.</summary>
    [JsonIgnore]
    public bool Recovered
    {
        get => RecoveredFlag ?? false;
        set => RecoveredFlag = value;
    }

    /// <summary>Reads an event. What this version does not know, or cannot read, is kept in <see cref="Extensible.Unknown"/>.</summary>
    /// <param name="utf8Json">A message's body.</param>
    /// <exception cref="JsonException">It is not JSON, no object, or lacks one of the attributes every event has.</exception>
    public static LabelboxEvent Parse(ReadOnlySpan<byte> utf8Json) =>
        JsonSerializer.Deserialize(utf8Json, ContractsJson.Default.LabelboxEvent)
        ?? throw new JsonException("An event is a JSON object, not null.");

    /// <summary>The event as a message's body: JSON in UTF-8, equal in content to what was read.</summary>
    public byte[] ToUtf8Json() => JsonSerializer.SerializeToUtf8Bytes(this, ContractsJson.Default.LabelboxEvent);

    /// <summary>Writes the event as <see cref="ToUtf8Json"/> returns it.</summary>
    /// <param name="output">Where to.</param>
    public void WriteTo(IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { MaxDepth = int.MaxValue });
        JsonSerializer.Serialize(json, this, ContractsJson.Default.LabelboxEvent);
    }
}
