using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace WebhookRelay.Contracts.Schemas;

/// <summary>Translates the validation attributes of a member to JSON Schema.</summary>
internal static class Constraints
{
    public static void Add(JsonObject schema, JsonPropertyInfo property)
    {
        foreach (var attribute in ((MemberInfo)property.AttributeProvider!).GetCustomAttributes<ValidationAttribute>())
        {
            Add(schema, attribute);
        }
    }

    private static void Add(JsonObject schema, ValidationAttribute attribute)
    {
        switch (attribute)
        {
            case AllowedValuesAttribute allowed:
                schema["enum"] = new JsonArray([.. allowed.Values.Select(value => JsonValue.Create((string)value!))]);
                break;
            case RegularExpressionAttribute expression:
                schema["pattern"] = expression.Pattern;
                break;
            case LengthAttribute length:
                schema["minLength"] = length.MinimumLength;
                schema["maxLength"] = length.MaximumLength;
                break;
            case RangeAttribute range:
                schema["minimum"] = JsonValue.Create((int)range.Minimum);
                break;
            case UrlAttribute:
                schema["format"] = "uri-reference";
                break;
            default:
                throw new NotSupportedException($"{attribute.GetType().Name} has no equivalent in JSON Schema.");
        }
    }
}
