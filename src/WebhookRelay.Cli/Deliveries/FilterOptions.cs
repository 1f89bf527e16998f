using System.CommandLine;
using System.Text.Json.Nodes;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;
using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.Cli.Deliveries;

/// <summary>The options that select deliveries. All given conditions must match.</summary>
internal sealed class FilterOptions
{
    private static readonly string[] States = ["accepted", "relayed", "duplicate", "unrouted", "quarantined"];

    /// <summary>The options by the API's names of the conditions.</summary>
    private readonly OrderedDictionary<string, Option> _options = new(StringComparer.Ordinal)
    {
        ["state"] = new Option<string[]>("--state") { Description = "accepted, relayed, duplicate, unrouted or quarantined; can be repeated", HelpName = "state" },
        ["topic"] = new Option<string[]>("--topic") { Description = "One of Labelbox's topics, or OTHER; can be repeated", HelpName = "topic" },
        ["project"] = new Option<string?>("--project") { Description = "Of this project", HelpName = "id" },
        ["dataRow"] = new Option<string?>("--data-row") { Description = "About this data row", HelpName = "id" },
        ["label"] = new Option<string?>("--label") { Description = "About this label", HelpName = "id" },
        ["webhook"] = new Option<string?>("--webhook") { Description = "Received by this webhook; - for the path without a name", HelpName = "name" },
        ["secretMark"] = new Option<string?>("--secret-mark") { Description = "Signed with the secret of this mark", HelpName = "mark" },
        ["from"] = new Option<string?>("--from") { Description = "Accepted at or after a time (2026-01-31T12:00:00Z) or an age (90m, 12h, 3d)", HelpName = "time" },
        ["to"] = new Option<string?>("--to") { Description = "Accepted before", HelpName = "time" },
        ["error"] = new Option<string?>("--error") { Description = "Part of the error text", HelpName = "text" },
        ["contains"] = new Option<string?>("--contains") { Description = "Part of the payload; only within 24 hours (--from 24h), or with an id or a state that few have", HelpName = "text" },
    };

    /// <summary>The API's names of the conditions.</summary>
    public static IEnumerable<string> Conditions => new FilterOptions()._options.Keys;

    /// <summary>The options, as a usage error names them.</summary>
    public string Names => string.Join(", ", _options.Values.Select(option => option.Name));

    public void AddTo(Command command)
    {
        _options["state"].Must(text => States.Contains(text, StringComparer.OrdinalIgnoreCase), $"one of {string.Join(", ", States)}");
        _options["state"].CompletionSources.Add(States);
        _options["topic"].CompletionSources.Add([.. Topics.All, "MOVE", "OTHER"]);
        foreach (var option in _options.Values)
        {
            command.Options.Add(option);
        }
    }

    public bool IsSpecified(ParseResult parse) => _options.Values.Any(option => parse.CommandResult.IsSpecified(option));

    /// <summary>The conditions by name.</summary>
    public JsonObject Read(ParseResult parse, string? id, TimeProvider time)
    {
        var filter = new JsonObject();
        foreach (var (name, option) in _options)
        {
            if (option is Option<string[]> several && parse.GetValue(several) is { Length: > 0 } values)
            {
                filter[name] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]);
            }
            else if (option is Option<string?> single && parse.GetValue(single) is { } value)
            {
                filter[name] = name is "from" or "to" ? TimeOrAge.Read(value, option.Name, time) : value;
            }
        }

        if (id is not null)
        {
            filter["id"] = id;
        }

        return filter;
    }

    public static Query Query(JsonObject filter)
    {
        var query = new Query();
        foreach (var (name, condition) in filter)
        {
            foreach (var value in condition as JsonArray ?? [condition!.DeepClone()])
            {
                query.Add(name, (string?)value);
            }
        }

        return query;
    }
}
