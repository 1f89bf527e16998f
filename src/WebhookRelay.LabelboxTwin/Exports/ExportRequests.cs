using System.Globalization;
using WebhookRelay.LabelboxTwin.Api;
using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.LabelboxTwin.Exports;

/// <summary>The scope of an export.</summary>
/// <param name="ProjectId">The project; null: the catalog.</param>
/// <param name="ModelRunId">The model run; null for none.</param>
/// <param name="Filters">Whether a row passes all filters.</param>
/// <param name="IsFiltered">Whether a filter reads the index, which lags.</param>
internal sealed record ExportScope(string? ProjectId, string? ModelRunId, Func<DataRow, bool> Filters, bool IsFiltered);

/// <summary>The parameters of an export by their wire names.</summary>
internal sealed class ExportParameters(IDictionary<string, object?> given)
{
    public bool Has(string name) => given.TryGetValue(name, out var value) && value is true;

    /// <summary>Whether an export without a project includes labels of this one.</summary>
    public bool IncludesProject(string id) => Has("allProjects") || ExportRequests.Texts(given, "projectIds").Contains(id, StringComparer.Ordinal);
}

/// <summary>Reads the input of the mutations. Input that Labelbox's client never sends is refused, so that mistakes are seen.</summary>
internal static class ExportRequests
{
    private static readonly string[] Common = ["mediaTypeOverride", "includeAttachments", "includeEmbeddings", "includeMetadata", "includeDataRowDetails"];
    private static readonly string[] Labels = [.. Common, "includeProjectDetails", "includeLabelDetails", "includePerformanceDetails", "includeInterpolatedFrames"];
    private static readonly string[] Catalog = [.. Labels, "projectIds", "modelRunIds", "allProjects", "allModelRuns"];

    public static ExportParameters Parameters(string mutation, IDictionary<string, object?> input)
    {
        var parameters = Member(input, "params");
        string[] known = mutation switch
        {
            "exportDataRowsInProject" => Labels,
            "exportDataRowsInCatalog" => [.. Catalog, "includePredictions"],
            "exportDataRowsInSlice" => Catalog,
            _ => [.. Common, "includePredictions", "includeModelRunDetails"],
        };
        return parameters.Keys.Except(known, StringComparer.Ordinal).FirstOrDefault() is { } unknown
            ? throw Invalid($"Field \"{unknown}\" is not defined by the parameters of {mutation}.")
            : new ExportParameters(parameters);
    }

    public static IDictionary<string, object?> Filters(IDictionary<string, object?> input) => Member(input, "filters");

    public static ExportScope Search(IDictionary<string, object?> filters, string? projectId)
    {
        var query = Member(filters, "searchQuery").TryGetValue("query", out var list) && list is IEnumerable<object?> elements
            ? elements.OfType<IDictionary<string, object?>>().ToList()
            : throw Invalid("searchQuery has no query.");
        List<Func<DataRow, bool>> passes = [.. query.Select(Filter)];
        return new ExportScope(projectId, null, row => passes.TrueForAll(pass => pass(row)), query.Exists(element => Text(element, "type") is "data_row_last_activity_at" or "labeled_at"));
    }

    public static string Text(IDictionary<string, object?> owner, string name) =>
        owner.TryGetValue(name, out var value) && value is string text ? text : throw Invalid($"'{name}' is missing.");

    public static IEnumerable<string> Texts(IDictionary<string, object?> owner, string name) =>
        owner.TryGetValue(name, out var value) && value is IEnumerable<object?> list ? list.OfType<string>() : [];

    private static Func<DataRow, bool> Filter(IDictionary<string, object?> element) => Text(element, "type") switch
    {
        "data_row_last_activity_at" => Times(element) is var (from, to) ? row => Whole(row.LastActivityAt) >= from && Whole(row.LastActivityAt) <= to : throw Invalid("time"),
        "labeled_at" => Times(element) is var (from, to) ? row => row.Labels.Any(label => Whole(label.CreatedAt) >= from && Whole(label.CreatedAt) <= to) : throw Invalid("time"),
        "data_row_id" => Ids(element) is var ids ? row => ids.Contains(row.Id) : throw Invalid("ids"),
        "global_key" => Ids(element) is var ids ? row => row.GlobalKey is { } key && ids.Contains(key) : throw Invalid("ids"),
        "batch" => Ids(element) is var ids ? row => ids.Contains(row.Project.BatchId) : throw Invalid("ids"),
        "dataset" => Ids(element) is var ids ? row => ids.Contains(row.Project.DatasetId) : throw Invalid("ids"),
        "task_queue_not_exist" => row => row.Status is WorkflowStatus.ToLabel,
        "task_queue_status" => Text(element, "status") is var status ? row => string.Equals(row.Status.ToString(), status, StringComparison.Ordinal) : throw Invalid("status"),
        var other => throw Invalid($"'{other}' is not a filter."),
    };

    private static HashSet<string> Ids(IDictionary<string, object?> element)
    {
        var ids = Texts(element, "ids").ToHashSet(StringComparer.Ordinal);
        return ids.Count is > 0 and <= 2000 && Text(element, "operator") is "is" ? ids : throw Invalid("There must be 1 to 2000 ids.");
    }

    private static (DateTimeOffset From, DateTimeOffset To) Times(IDictionary<string, object?> element)
    {
        var value = Member(element, "value");
        return Text(value, "operator") switch
        {
            "BETWEEN" => (Time(Text(Member(value, "value"), "min")), Time(Text(Member(value, "value"), "max"))),
            "GREATER_THAN_OR_EQUAL" => (Time(Text(value, "value")), DateTimeOffset.MaxValue),
            "LESS_THAN_OR_EQUAL" => (DateTimeOffset.MinValue, Time(Text(value, "value"))),
            var other => throw Invalid($"'{other}' is not an operator."),
        };
    }

    /// <summary>No colon in the offset, no fraction.</summary>
    private static DateTimeOffset Time(string text) =>
        text.EndsWith("+0000", StringComparison.Ordinal)
        && DateTimeOffset.TryParseExact(text[..^5], "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw Invalid($"'{text}' is not a time.");

    private static DateTimeOffset Whole(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    private static IDictionary<string, object?> Member(IDictionary<string, object?> owner, string name) =>
        owner.TryGetValue(name, out var value) && value is IDictionary<string, object?> member ? member : throw Invalid($"'{name}' is missing.");

    private static ApiError Invalid(string message) => new(ApiErrorCodes.ValidationFailed, message);
}
