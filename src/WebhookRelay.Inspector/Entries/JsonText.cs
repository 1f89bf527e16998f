using System.Text.Json;

namespace WebhookRelay.Inspector.Entries;

/// <summary>Texts of a document. One with half a surrogate pair cannot be decoded and is shown as it is written.</summary>
internal static class JsonText
{
    public static string Of(JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return text.GetRawText()[1..^1];
        }
    }

    public static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            var written = member.ToString();
            return written[1..written.IndexOf("\":", StringComparison.Ordinal)];
        }
    }
}
