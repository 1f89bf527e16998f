using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace WebhookRelay.Management;

/// <summary>
/// Reads a JSON body of the admin API. Unknown, null and duplicate members are refused, so that a script with an unset
/// variable does not request more than intended.
/// </summary>
internal static class RequestBody
{
    public const long MaxBytes = 4 * 1024 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Null if an error was added.</summary>
    /// <exception cref="BadHttpRequestException">The body is too long or ended early.</exception>
    public static async Task<T?> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, ValidationErrors errors)
        where T : class
    {
        if (!request.HasJsonContentType())
        {
            errors.Add("body", "It must be a JSON object, sent as application/json.");
            return null;
        }

        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body, Strict, request.HttpContext.RequestAborted);
            if (body.RootElement.ValueKind is not JsonValueKind.Object)
            {
                errors.Add("body", "It must be a JSON object.");
                return null;
            }

            AddNulls(body.RootElement, string.Empty, errors);
            return errors.Any ? null : body.Deserialize(type);
        }
        catch (JsonException e)
        {
            errors.Add(NameOf(e.Path), "The member is unknown or repeated, or its value has the wrong type.");
        }
        catch (InvalidOperationException)
        {
            errors.Add("body", "It contains a text that is not valid Unicode.");
        }

        return null;
    }

    private static void AddNulls(JsonElement element, string path, ValidationErrors errors)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Null:
                errors.Add(NameOf(path), "It must not be null. Leave it out instead.");
                break;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    AddNulls(member.Value, path.Length is 0 ? member.Name : $"{path}.{member.Name}", errors);
                }

                break;
            case JsonValueKind.Array:
                foreach (var (index, item) in element.EnumerateArray().Index())
                {
                    AddNulls(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"), errors);
                }

                break;
        }
    }

    /// <summary>A member by its path. Unknown names are not echoed.</summary>
    private static string NameOf(string? path)
    {
        var name = path?.TrimStart('$', '.');
        return name is { Length: > 0 and <= 64 } && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '[' or ']') ? name : "body";
    }
}
