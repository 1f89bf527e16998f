using System.Collections.Frozen;
using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Mvc;
using WebhookRelay.Contracts;
using WebhookRelay.Ledger;
using WebhookRelay.Searching;
using WebhookRelay.Starting;

namespace WebhookRelay.Management;

/// <summary>
/// A filter as text: in a query, or as the <c>filter</c> of a replay. Its properties are the one list of conditions; an
/// array is a parameter that can be repeated.
/// </summary>
internal record FilterText
{
    /// <summary>The webhook of the path without a name. No name is shorter or has this character alone.</summary>
    public const string Nameless = "-";

    /// <summary>The parameter that searches payloads.</summary>
    public const string ContainsParameter = "contains";

    /// <summary>The parameters that can be given once.</summary>
    public static readonly string[] SingleValued = [.. Conditions(typeof(string))];

    /// <summary>The parameters that can be repeated.</summary>
    public static readonly string[] Repeatable = [.. Conditions(typeof(string[]))];

    [FromQuery(Name = "state"), Description("accepted, relayed, duplicate, unrouted or quarantined; may be given several times")]
    public string[]? State { get; init; }

    [FromQuery(Name = "topic"), Description("one of Labelbox's topics in any letter case, or OTHER; may be given several times")]
    public string[]? Topic { get; init; }

    [FromQuery(Name = "id"), Description("a delivery's id")]
    public string? Id { get; init; }

    [FromQuery(Name = "project")]
    public string? Project { get; init; }

    [FromQuery(Name = "dataRow")]
    public string? DataRow { get; init; }

    [FromQuery(Name = "label")]
    public string? Label { get; init; }

    [FromQuery(Name = "webhook"), Description("the webhook's name; - for the path without a name")]
    public string? Webhook { get; init; }

    [FromQuery(Name = "secretMark"), Description("the mark of the secret that signed it: 8 hex digits")]
    public string? SecretMark { get; init; }

    [FromQuery(Name = "from"), Description("accepted at or after, RFC 3339")]
    public string? From { get; init; }

    [FromQuery(Name = "to"), Description("accepted before, RFC 3339")]
    public string? To { get; init; }

    [FromQuery(Name = "error"), Description("a part of the error's text, in any letter case")]
    public string? Error { get; init; }

    [FromQuery(Name = ContainsParameter), Description("a part of the payload as received, in this letter case; only within 24 hours, or with id, project, dataRow, label or a state other than accepted and relayed")]
    public string? Contains { get; init; }

    /// <summary>Whether it has no conditions.</summary>
    public bool IsEmpty() => this == new FilterText();

    /// <summary>Parses the filter. Invalid parts are added to the errors.</summary>
    /// <param name="errors">The errors of the request.</param>
    /// <param name="now">The current time, which limits a search of payloads.</param>
    /// <param name="prefix">Precedes the names of the parts in errors.</param>
    public EntryFilter Read(ValidationErrors errors, DateTimeOffset now, string prefix = "")
    {
        var parts = new FilterParts(errors, prefix);
        var filter = new EntryFilter
        {
            States = parts.States(State),
            Topics = parts.Topics(Topic),
            Id = parts.Text(Id, "id"),
            Project = parts.Text(Project, "project"),
            DataRow = parts.Text(DataRow, "dataRow"),
            Label = parts.Text(Label, "label"),
            Webhook = parts.Text(Webhook, "webhook") is Nameless ? string.Empty : Webhook,
            SecretMark = parts.Mark(SecretMark),
            From = parts.Time(From, "from"),
            To = parts.Time(To, "to"),
            Error = parts.Text(Error, "error"),
            Contains = parts.Text(Contains, "contains"),
        };
        if (!filter.CanReadPayloads(now))
        {
            errors.Add($"{prefix}contains", "It reads payloads, so add a time range of at most 24 hours, or id, project, dataRow, label, or a state other than accepted and relayed.");
        }

        return filter;
    }

    /// <summary>The text of a filter.</summary>
    public static FilterText Of(EntryFilter filter) => new()
    {
        State = filter.States.Count > 0 ? [.. filter.States.Select(state => state.Name())] : null,
        Topic = filter.Topics.Count > 0 ? [.. filter.Topics.Select(LabelboxTopics.NameOf)] : null,
        Id = filter.Id,
        Project = filter.Project,
        DataRow = filter.DataRow,
        Label = filter.Label,
        Webhook = filter.Webhook is { Length: 0 } ? Nameless : filter.Webhook,
        SecretMark = filter.SecretMark,
        From = filter.From?.ToString("O", CultureInfo.InvariantCulture),
        To = filter.To?.ToString("O", CultureInfo.InvariantCulture),
        Error = filter.Error,
        Contains = filter.Contains,
    };

    private static IEnumerable<string> Conditions(Type type) => typeof(FilterText).GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .Where(property => property.PropertyType == type)
        .Select(property => property.GetCustomAttribute<FromQueryAttribute>()!.Name!);
}

/// <summary>Reads the parts of a filter.</summary>
internal sealed class FilterParts(ValidationErrors errors, string prefix)
{
    private const int Longest = 512;
    private const int MarkLength = 8;

    private static readonly FrozenDictionary<string, DeliveryState> StateByName = Enum.GetValues<DeliveryState>().ToFrozenDictionary(state => state.Name(), StringComparer.OrdinalIgnoreCase);

    private delegate bool TryRead<T>(string name, out T value);

    public List<DeliveryState> States(string[]? names) => Several<DeliveryState>(names, "state", "accepted, relayed, duplicate, unrouted and quarantined", StateByName.TryGetValue);

    public List<LabelboxTopic> Topics(string[]? names) => Several<LabelboxTopic>(names, "topic", TopicNames.Known, LabelboxTopics.TryParse);

    public string? Text(string? text, string name)
    {
        if (text is not null && (string.IsNullOrWhiteSpace(text) || text.Length > Longest))
        {
            errors.Add($"{prefix}{name}", $"It must have between 1 and {Longest} characters and must not be blank.");
        }

        return text;
    }

    public string? Mark(string? text)
    {
        if (text is not null && (text.Length is not MarkLength || !text.All(char.IsAsciiHexDigit)))
        {
            errors.Add($"{prefix}secretMark", $"It must be {MarkLength} hex digits, as in a delivery's secretMark.");
        }

        return text?.ToLowerInvariant();
    }

    public DateTimeOffset? Time(string? text, string name)
    {
        if (text is null)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
        {
            return time;
        }

        errors.Add($"{prefix}{name}", "It must be a time such as 2026-01-31T12:00:00Z.");
        return null;
    }

    private List<T> Several<T>(string[]? names, string part, string known, TryRead<T> tryRead)
    {
        var values = new List<T>();
        foreach (var name in names ?? [])
        {
            if (name is not null && tryRead(name, out var value))
            {
                values.Add(value);
            }
            else
            {
                errors.Add($"{prefix}{part}", $"Valid values are {known}. Repeat the parameter to pass several.");
            }
        }

        if (names is [])
        {
            errors.Add($"{prefix}{part}", "It must name at least one.");
        }

        return [.. values.Distinct()];
    }
}
