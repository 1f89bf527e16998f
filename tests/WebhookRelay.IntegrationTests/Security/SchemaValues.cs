using System.Text.Json;
using System.Text.Json.Nodes;

namespace WebhookRelay.IntegrationTests.Security;

/// <summary>Valid and invalid values of a JSON Schema from a seed, as text, because some are not JSON.</summary>
/// <param name="document">The OpenAPI document that contains the schemas.</param>
/// <param name="seed">The seed of the choices.</param>
/// <param name="known">Existing values, by the name of the member or parameter.</param>
internal sealed class SchemaValues(JsonNode document, int seed, IReadOnlyDictionary<string, string[]> known)
{
    private const int Deepest = 6;

    private static readonly string[] Wrong =
        ["null", "[]", "{}", "[null]", "[[]]", "true", "0", "-1", "1e999", "12345678901234567890", "\"\"", "\" \"", "\"\\ud800\"", "\"\\u0000\"", "{\"a\":null}", "tru", "\"", "[", "{\"\":1}", ""];

    private static readonly string[] Texts =
        ["", " ", "\t\u00A0", "*", "%", "..", "relayed", "relayed,quarantined", "RELAYED", "accepted", "quarantined", "5", "LABEL_UPDATED", "MOVE", "OTHER", "label_created", "beginning", "true",
         "2026-01-31T12:00:00Z", "2026-13-31", "0001-01-01", "9999-12-31T23:59:59.9999999Z", "yesterday", "0", "-1", "1", "9223372036854775807", "99999999999999999999", "\0", "\u202E\uFEFF", "ÄÖÜ", "💥"];

    // The same in every run, so that findings can be reproduced.
#pragma warning disable CA5394
    private readonly Random _random = new(seed);

    public string Value(JsonNode? schema, string name = "", int depth = 0)
    {
        schema = Resolved(schema);
        if (depth > Deepest || _random.Next(20) is 0)
        {
            return Pick(Wrong);
        }

        return TypeOf(schema) switch
        {
            "object" => Object(schema!, depth),
            "array" => $"[{string.Join(',', Enumerable.Range(0, _random.Next(4)).Select(_ => Value(schema!["items"], name, depth + 1)))}]",
            "integer" or "number" => Pick("1", "500", "10000", "0", "-5", "10001", "2147483648", "1.5"),
            "boolean" => Pick("true", "true", "false"),
            _ => JsonSerializer.Serialize(Text(name)),
        };
    }

    public string Text(string name) => _random.Next(6) is not 0 && known.TryGetValue(name, out var values) ? Pick(values) : _random.Next(40) is 0 ? new string('x', 1 << _random.Next(12)) : Pick(Texts);

    public bool Maybe(int oneIn) => _random.Next(oneIn) is 0;

    private string Object(JsonNode schema, int depth)
    {
        var members = new List<string>();
        foreach (var (name, member) in schema["properties"]?.AsObject() ?? [])
        {
            // Few at a time, so that valid ones occur.
            while (_random.Next(4) is 0)
            {
                members.Add($"\"{name}\":{Value(member, name, depth + 1)}");
                if (_random.Next(8) is not 0)
                {
                    break;
                }
            }
        }

        if (_random.Next(20) is 0)
        {
            members.Add($"{JsonSerializer.Serialize(Text(string.Empty))}:{Pick(Wrong)}");
        }

        return $"{{{string.Join(',', members)}}}";
    }

    private JsonNode? Resolved(JsonNode? schema)
    {
        while ((string?)schema?["$ref"] is { } reference)
        {
            schema = reference.TrimStart('#', '/').Split('/').Aggregate(document, (node, part) => node[part]!);
        }

        return schema?["oneOf"] is JsonArray choices ? Resolved(choices.FirstOrDefault(choice => TypeOf(choice) is not "null")) : schema;
    }

    private static string? TypeOf(JsonNode? schema) => schema?["type"] switch
    {
        JsonArray types => (string?)types.FirstOrDefault(type => (string?)type is not "null"),
        JsonValue type => (string?)type,
        _ => schema?["properties"] is not null || schema?["$ref"] is not null ? "object" : null,
    };

    private string Pick(params string[] values) => values[_random.Next(values.Length)];
#pragma warning restore CA5394
}
