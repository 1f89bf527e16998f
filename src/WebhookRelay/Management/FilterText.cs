using System.Collections.Frozen;
using System.Globalization;
using WebhookRelay.Contracts;
using WebhookRelay.Ledger;
using WebhookRelay.Searching;
using WebhookRelay.Starting;

namespace WebhookRelay.Management;

/// <summary>A filter as text: in a query, or as the <c>filter</c> of a replay.</summary>
internal sealed record FilterText
{
    /// <summary>accepted, relayed, duplicate, unrouted or quarantined; any of several.</summary>
    public string[]? State { get; init; }

    /// <summary>A Labelbox topic in any case, or OTHER; any of several.</summary>
    public string[]? Topic { get; init; }

    /// <summary>A delivery's id.</summary>
    public string? Id { get; init; }

    public string? Project { get; init; }

    public string? DataRow { get; init; }

    public string? Label { get; init; }

    /// <summary>Accepted at or after, RFC 3339.</summary>
    public string? From { get; init; }

    /// <summary>Accepted before, RFC 3339.</summary>
    public string? To { get; init; }

    /// <summary>A part of the error text, ignoring case.</summary>
    public string? Error { get; init; }

    private static readonly FrozenDictionary<string, DeliveryState> StateByName = Enum.GetValues<DeliveryState>().ToFrozenDictionary(state => state.Name(), StringComparer.OrdinalIgnoreCase);

    private delegate bool TryRead<T>(string name, out T value);

    /// <summary>Whether it has no conditions.</summary>
    public bool IsEmpty() => this == new FilterText();

    /// <summary>Parses the filter. Invalid parts are added to the errors.</summary>
    public EntryFilter Read(ValidationErrors errors, string prefix = "")
    {
        return new EntryFilter
        {
            States = Several<DeliveryState>(State, $"{prefix}state", "accepted, relayed, duplicate, unrouted and quarantined", StateByName.TryGetValue, errors),
            Topics = Several<LabelboxTopic>(Topic, $"{prefix}topic", TopicNames.Known, LabelboxTopics.TryParse, errors),
            Id = Text(Id, $"{prefix}id", errors),
            Project = Text(Project, $"{prefix}project", errors),
            DataRow = Text(DataRow, $"{prefix}dataRow", errors),
            Label = Text(Label, $"{prefix}label", errors),
            From = Time(From, $"{prefix}from", errors),
            To = Time(To, $"{prefix}to", errors),
            Error = Text(Error, $"{prefix}error", errors),
        };
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
        From = filter.From?.ToString("O", CultureInfo.InvariantCulture),
        To = filter.To?.ToString("O", CultureInfo.InvariantCulture),
        Error = filter.Error,
    };

    private static List<T> Several<T>(string[]? names, string part, string known, TryRead<T> tryRead, ValidationErrors errors)
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
                errors.Add(part, $"Valid values are {known}. Repeat the parameter to pass several.");
            }
        }

        if (names is [])
        {
            errors.Add(part, "It must name at least one.");
        }

        return [.. values.Distinct()];
    }

    private static string? Text(string? text, string name, ValidationErrors errors)
    {
        const int Longest = 512;
        if (text is not null && (string.IsNullOrWhiteSpace(text) || text.Length > Longest))
        {
            errors.Add(name, $"It must have between 1 and {Longest} characters and must not be blank.");
        }

        return text;
    }

    private static DateTimeOffset? Time(string? text, string name, ValidationErrors errors)
    {
        if (text is null)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
        {
            return time;
        }

        errors.Add(name, "It must be a time such as 2026-01-31T12:00:00Z.");
        return null;
    }
}
