using System.Diagnostics;
using System.Text.Json.Nodes;
using WebhookRelay.Contracts.Reading;

namespace WebhookRelay.Contracts.Schemas;

/// <summary>The JSON Schema of an event. It is open to members that the types do not have.</summary>
internal sealed class EventSchema
{
    /// <summary>For a type that is one of several: the members that identify it.</summary>
    private static readonly ILookup<Type, string> Discriminators = Shapes.Known.OfType<CasesShape>()
        .SelectMany(cases => cases.Cases).ToLookup(possible => possible.Shape.Type, possible => possible.Member.Name);

    private readonly SortedDictionary<string, JsonObject> _definitions = new(StringComparer.Ordinal);

    private EventSchema()
    {
    }

    public static JsonObject Write()
    {
        var schema = new EventSchema();
        var shape = (ObjectShape)Shapes.For(typeof(LabelboxEvent));
        var root = schema.Object(shape);
        var data = root["properties"]!["data"]!.AsObject();
        var row = data["$ref"]!.GetValue<string>();
        data.Remove("$ref");
        data.Add("type", "object");
        return new JsonObject([
            new("$schema", "https://json-schema.org/draft/2020-12/schema"),
            new("$id", "urn:webhookrelay:labelbox-event"),
            new("title", "LabelboxEvent"),
            .. root.Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())),
            new("anyOf", new JsonArray(UnknownPayload(), KnownPayload(row))),
            new("$defs", new JsonObject(schema._definitions.Select(definition => KeyValuePair.Create(definition.Key, (JsonNode?)definition.Value)))),
        ]);
    }

    private static JsonObject UnknownPayload() => new()
    {
        ["properties"] = new JsonObject { ["payloadversion"] = new JsonObject { ["enum"] = new JsonArray("unknown") } },
        ["required"] = new JsonArray("payloadversion"),
    };

    private static JsonObject KnownPayload(string row) => new()
    {
        ["properties"] = new JsonObject { ["data"] = new JsonObject { ["$ref"] = row } },
    };

    private JsonObject Of(Shape shape) => shape switch
    {
        TextShape => Typed("string"),
        MomentShape => new JsonObject { ["type"] = "string", ["format"] = "date-time" },
        ExifRotationShape => AnyOf(Typed("string"), Typed("number")),
        FlagShape => Typed("boolean"),
        NumberShape => Typed("number"),
        IntegerShape or LongShape => Typed("integer"),
        JsonShape => [],
        RangeShape => new JsonObject { ["type"] = "array", ["items"] = Typed("integer"), ["minItems"] = 2, ["maxItems"] = 2 },
        SegmentsShape => AnyOf(Of(SegmentsShape.Ranges), Of(SegmentsShape.Features)),
        KeyFramesShape => AnyOf(Of(FrameFlagsShape.Flags), Of(KeyFramesShape.Groups)),
        FrameFlagsShape => Of(FrameFlagsShape.Flags),
        ListShape list => new JsonObject { ["type"] = "array", ["items"] = Of(list.Item) },
        MapShape map => new JsonObject { ["type"] = "object", ["additionalProperties"] = Of(map.Item) },
        ObjectShape one => Reference(one.Type, () => Object(one)),
        CasesShape several => Reference(several.Type, () => Cases(several)),
        _ => throw new UnreachableException($"{shape.GetType().Name} has no schema."),
    };

    private JsonObject Object(ObjectShape shape) => Object(shape, shape.Members);

    private JsonObject Object(ObjectShape shape, IReadOnlyList<Member> members)
    {
        var schema = new JsonObject { ["description"] = Documentation.Of(shape.Type), ["type"] = "object" };
        string[] required = Discriminators[shape.Type].ToArray() is [var discriminator] ? [discriminator] : [.. members.Where(member => member.IsRequired).Select(member => member.Name)];
        if (required.Length > 0)
        {
            schema["required"] = Names(required);
        }

        schema["properties"] = Properties(shape, members);
        return schema;
    }

    private JsonObject Properties(ObjectShape shape, IEnumerable<Member> members) =>
        new(members.Select(member => KeyValuePair.Create(member.Name, (JsonNode?)Property(shape, member))));

    private JsonObject Property(ObjectShape shape, Member member)
    {
        var schema = Of(member.Shape);
        Constraints.Add(schema, member.Property);
        if (shape.Type != typeof(LabelboxEvent) && !member.IsRequired && !Discriminators[shape.Type].SequenceEqual([member.Name], StringComparer.Ordinal))
        {
            schema = OrNull(schema);
        }

        schema.Insert(0, "description", Documentation.Of(member.Property));
        return schema;
    }

    /// <summary>
    /// The shared members, and one of the types or none of their members. Each type has only its own members, so that a validator
    /// that tries all types descends into each member once, and not once per type and level.
    /// </summary>
    private JsonObject Cases(CasesShape shape)
    {
        var discriminators = shape.Cases.Select(possible => possible.Member.Name);
        foreach (var possible in shape.Cases)
        {
            Reference(possible.Shape.Type, () => Object(possible.Shape, [.. possible.Shape.Members.Where(IsItsOwn)]));
        }

        Reference(shape.Unknown.Type, () => new JsonObject
        {
            ["description"] = Documentation.Of(shape.Unknown.Type),
            ["not"] = new JsonObject { ["anyOf"] = HavingAny(discriminators) },
        });
        var types = shape.Cases.Select(possible => possible.Shape.Type).Distinct().Append(shape.Unknown.Type);
        return new JsonObject
        {
            ["description"] = Documentation.Of(shape.Type),
            ["type"] = "object",
            ["properties"] = Properties(shape.Unknown, shape.Unknown.Members),
            ["anyOf"] = new JsonArray([.. types.Select(Case)]),
        };

        bool IsItsOwn(Member member) => discriminators.Contains(member.Name, StringComparer.Ordinal);
    }

    /// <summary>A type that several members can identify is also valid without them where it is used on its own.</summary>
    private static JsonObject Case(Type type) => Discriminators[type].ToArray() is { Length: > 1 } discriminators
        ? new JsonObject { ["allOf"] = new JsonArray(Reference(type)), ["anyOf"] = HavingAny(discriminators) }
        : Reference(type);

    private JsonObject Reference(Type type, Func<JsonObject> define)
    {
        // Reserve the name before defining the type, because types refer to each other.
        if (_definitions.TryAdd(type.Name, []))
        {
            _definitions[type.Name] = define();
        }

        return Reference(type);
    }

    private static JsonObject Reference(Type type) => new() { ["$ref"] = $"#/$defs/{type.Name}" };

    private static JsonObject Typed(string type) => new() { ["type"] = type };

    private static JsonObject AnyOf(params JsonObject[] schemas) => new() { ["anyOf"] = new JsonArray([.. schemas]) };

    private static JsonArray HavingAny(IEnumerable<string> names) => new([.. names.Select(name => new JsonObject { ["required"] = Names([name]) })]);

    private static JsonArray Names(IEnumerable<string> names) => new([.. names.Select(name => (JsonNode)name)]);

    private static JsonObject OrNull(JsonObject schema)
    {
        switch (schema)
        {
            case { Count: 0 }:
                return schema;
            case var _ when schema["type"] is { } type:
                schema["type"] = new JsonArray(type.DeepClone(), "null");
                return schema;
            case var _ when schema["anyOf"] is JsonArray several:
                several.Add(Typed("null"));
                return schema;
            default:
                return AnyOf(schema, Typed("null"));
        }
    }
}
