using System.Globalization;
using System.Text.Json;

namespace WebhookRelay.Inspector.Entries;

/// <summary>JSON pointers (RFC 6901).</summary>
public static class JsonPointer
{
    /// <summary>Null if the document has no such part.</summary>
    public static JsonElement? Find(JsonElement root, string path)
    {
        if (path.Length is 0)
        {
            return root;
        }

        if (path[0] is not '/')
        {
            return null;
        }

        var part = root;
        foreach (var step in path[1..].Split('/'))
        {
            if (Step(part, step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)) is not { } next)
            {
                return null;
            }

            part = next;
        }

        return part;
    }

    public static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static JsonElement? Step(JsonElement part, string name)
    {
        if (part.ValueKind is JsonValueKind.Array)
        {
            return int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < part.GetArrayLength() ? part[index] : null;
        }

        if (part.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        foreach (var member in part.EnumerateObject())
        {
            if (string.Equals(JsonText.NameOf(member), name, StringComparison.Ordinal))
            {
                return member.Value;
            }
        }

        return null;
    }
}
