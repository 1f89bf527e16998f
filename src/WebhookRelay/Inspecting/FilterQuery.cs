using System.Text;
using Microsoft.Extensions.Primitives;
using WebhookRelay.Contracts;
using WebhookRelay.Inspector.Deliveries;
using WebhookRelay.Ledger;
using WebhookRelay.Management;

namespace WebhookRelay.Inspecting;

/// <summary>A filter in the address of a page: the same parameters as in the admin API. A form also sends empty ones.</summary>
internal sealed class FilterQuery
{
    private const string Deliveries = $"{InspectorGuard.Root}/deliveries";

    private static readonly string[] Names = [.. FilterText.Repeatable, .. FilterText.SingleValued];

    private readonly List<KeyValuePair<string, string>> _conditions;

    private FilterQuery(IEnumerable<KeyValuePair<string, string>> conditions) => _conditions = [.. conditions];

    public bool IsEmpty => _conditions.Count is 0;

    public FilterText Text => new()
    {
        State = Several("state"),
        Topic = Several("topic"),
        Id = One("id"),
        Project = One("project"),
        DataRow = One("dataRow"),
        Label = One("label"),
        From = One("from"),
        To = One("to"),
        Error = One("error"),
        Webhook = One("webhook"),
        SecretMark = One("secretMark"),
        Contains = One("contains"),
    };

    /// <param name="parameters">A query or a form; other parameters are ignored.</param>
    public static FilterQuery Of(IEnumerable<KeyValuePair<string, StringValues>> parameters) => new(
        Names.SelectMany(name => parameters
            .Where(parameter => string.Equals(parameter.Key, name, StringComparison.OrdinalIgnoreCase))
            .SelectMany(parameter => parameter.Value.OfType<string>())
            .Where(value => value.Length > 0)
            .Select(value => KeyValuePair.Create(name, value))
            .Distinct()));

    public static FilterQuery Of(FilterText text) => Of(
        FilterText.Repeatable.Concat(FilterText.SingleValued).Select(name => KeyValuePair.Create(name, Values(text, name))));

    /// <summary>The filter in words.</summary>
    public string InWords() => IsEmpty ? "every delivery" : string.Join(", ", _conditions.Select(condition => $"{condition.Key} {condition.Value}"));

    /// <summary>The same as options of the command line.</summary>
    public string ToOptions() => string.Concat(_conditions.Select(condition => $" --{Option(condition.Key)} {Quoted(condition.Value)}"));

    /// <summary>The conditions, as hidden fields of a form.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Conditions => _conditions;

    /// <summary>The query of an address, with a question mark; empty without conditions.</summary>
    public string ToQuery(string? cursor = null)
    {
        var query = new StringBuilder();
        foreach (var (name, value) in cursor is null ? _conditions : _conditions.Append(KeyValuePair.Create("cursor", cursor)))
        {
            query.Append(query.Length is 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return query.ToString();
    }

    public FilterView View(IReadOnlyList<string> errors) => new(
        ToQuery(),
        ToOptions(),
        [.. Enum.GetValues<DeliveryState>().Select(state => Choice("state", state.Name()))],
        [.. Enum.GetValues<LabelboxTopic>().Select(topic => Choice("topic", LabelboxTopics.NameOf(topic)))],
        [
            new("id", "Delivery id", One("id")),
            new("project", "Project id", One("project")),
            new("dataRow", "Data row id", One("dataRow")),
            new("label", "Label id", One("label")),
            new("webhook", "Webhook", One("webhook"), "- for none"),
            new("secretMark", "Secret's mark", One("secretMark"), "8 hex digits"),
            new("contains", "Payload contains", One("contains"), "within 24 hours"),
            new("error", "Error contains", One("error")),
            new("from", "Accepted from", One("from"), "2026-01-31 12:00", IsTime: true),
            new("to", "Accepted before", One("to"), "2026-01-31 13:00", IsTime: true),
        ],
        [.. _conditions.Select(condition => new ConditionLink($"{condition.Key} {condition.Value}", Deliveries + Without(condition).ToQuery()))],
        errors);

    private static StringValues Values(FilterText text, string name) => name switch
    {
        "state" => text.State,
        "topic" => text.Topic,
        "id" => text.Id,
        "project" => text.Project,
        "dataRow" => text.DataRow,
        "label" => text.Label,
        "webhook" => text.Webhook,
        "secretMark" => text.SecretMark,
        "from" => text.From,
        "to" => text.To,
        "error" => text.Error,
        "contains" => text.Contains,
        _ => throw new System.Diagnostics.UnreachableException($"{name} is not a condition."),
    };

    private ChoiceView Choice(string name, string value)
    {
        var condition = KeyValuePair.Create(name, value);
        var present = _conditions.FirstOrDefault(each => string.Equals(each.Key, name, StringComparison.Ordinal) && string.Equals(each.Value, value, StringComparison.OrdinalIgnoreCase));
        var toggled = present.Key is null ? new FilterQuery([.. _conditions, condition]) : Without(present);
        return new ChoiceView(value, present.Key is not null, Deliveries + toggled.ToQuery());
    }

    private FilterQuery Without(KeyValuePair<string, string> condition) => new(_conditions.Where(each => (each.Key, each.Value) != (condition.Key, condition.Value)));

    private string? One(string name) => Several(name)?[^1];

    private string[]? Several(string name) =>
        _conditions.Where(condition => string.Equals(condition.Key, name, StringComparison.Ordinal)).Select(condition => condition.Value).ToArray() is { Length: > 0 } values ? values : null;

    /// <summary>As the command line spells it.</summary>
    private static string Option(string name) => string.Concat(name.Select(c => char.IsAsciiLetterUpper(c) ? $"-{char.ToLowerInvariant(c)}" : c.ToString()));

    private static string Quoted(string value) => value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':') ? value : $"'{value.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
