namespace WebhookRelay.Labelbox;

/// <summary>What a payload tells about itself. What it does not hold is null, never invented.</summary>
/// <param name="PayloadVersion"><c>v1</c>, <c>v2</c>, or <c>unknown</c> for a JSON object of neither shape.</param>
/// <param name="ProjectId">The project, where exactly one is named.</param>
/// <param name="DataRowId">The data row.</param>
/// <param name="LabelId">The label: the only one, or the one changed last where the payload says so.</param>
/// <param name="MediaType">The asset type such as <c>image</c>; where only a MIME type is given, that.</param>
/// <param name="HappenedAt">When the change was made.</param>
/// <param name="DataRow">A JSON object in the shape of an Export V2 data row; the object as it came where the version is unknown.</param>
public sealed record PayloadFacts(
    string PayloadVersion,
    string? ProjectId,
    string? DataRowId,
    string? LabelId,
    string? MediaType,
    DateTimeOffset? HappenedAt,
    ReadOnlyMemory<byte> DataRow);

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
