using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using WebhookRelay.Inspector.Parts;

namespace WebhookRelay.Inspector.Entries;

/// <summary>
/// Writes a part of a JSON document as native <c>details</c>: two levels open, arrays in hundreds, long strings cut. What
/// exceeds the limits becomes a link to that part. The writer encodes every text itself.
/// </summary>
public sealed class JsonTree(string path, bool linksParts)
{
    private const int MaxChars = 64 * 1024;
    private const int MaxDepth = 16;
    private const int OpenLevels = 2;
    private const int GroupItems = 100;
    private const int MaxString = 256;

    private readonly StringBuilder _html = new();

    /// <param name="json">The document.</param>
    /// <param name="at">The JSON pointer of the part; empty for all of it.</param>
    /// <param name="skip">How many of its members to leave out.</param>
    /// <returns>The markup; null if there is no such part.</returns>
    public string? Write(ReadOnlyMemory<byte> json, string at, int skip)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 20_000 });
        if (JsonPointer.Find(document.RootElement, at) is not { } part)
        {
            return null;
        }

        Value(part, name: null, at, depth: 0, skip);
        return _html.ToString();
    }

    private void Value(JsonElement value, string? name, string at, int depth, int skip = 0)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                Container(value, name, at, depth, skip, value.GetPropertyCount(), '{', '}', "member");
                break;
            case JsonValueKind.Array:
                Container(value, name, at, depth, skip, value.GetArrayLength(), '[', ']', "item");
                break;
            default:
                _html.Append("<div>");
                Name(name);
                Scalar(value);
                _html.Append("</div>");
                break;
        }
    }

    private void Container(JsonElement value, string? name, string at, int depth, int skip, int count, char opening, char closing, string unit)
    {
        if (count is 0)
        {
            _html.Append("<div>");
            Name(name);
            _html.Append(opening).Append(closing).Append("</div>");
            return;
        }

        if (depth > MaxDepth || _html.Length > MaxChars)
        {
            _html.Append("<div>");
            Name(name);
            Link(at, 0, string.Create(CultureInfo.InvariantCulture, $"{opening}…{closing} {count} {unit}{(count is 1 ? "" : "s")}"));
            _html.Append("</div>");
            return;
        }

        _html.Append(depth < OpenLevels ? "<details open><summary>" : "<details><summary>");
        Name(name);
        _html.Append(opening).Append(CultureInfo.InvariantCulture, $"<span class=\"c\"> {count} {unit}{(count is 1 ? "" : "s")}</span></summary>");
        if (opening is '{')
        {
            Members(value, at, depth, skip);
        }
        else
        {
            Items(value, at, depth, skip, count);
        }

        _html.Append("<div>").Append(closing).Append("</div></details>");
    }

    private void Members(JsonElement value, string at, int depth, int skip)
    {
        var number = 0;
        foreach (var member in value.EnumerateObject())
        {
            if (number++ < skip)
            {
                continue;
            }

            if (_html.Length > MaxChars)
            {
                More(at, number - 1, value.GetPropertyCount());
                return;
            }

            var key = JsonText.NameOf(member);
            Value(member.Value, key, $"{at}/{JsonPointer.Escape(key)}", depth + 1);
        }
    }

    /// <summary>More than a hundred items are grouped by hundreds; the groups are closed.</summary>
    private void Items(JsonElement value, string at, int depth, int skip, int count)
    {
        var (index, isGrouped) = (0, count - skip > GroupItems);
        foreach (var item in value.EnumerateArray())
        {
            if (index < skip)
            {
                index++;
                continue;
            }

            var place = (index - skip) % GroupItems;
            if (_html.Length > MaxChars)
            {
                _html.Append(isGrouped && place > 0 ? "</details>" : string.Empty);
                More(at, index, count);
                return;
            }

            if (isGrouped && place is 0)
            {
                _html.Append(CultureInfo.InvariantCulture, $"<details{(index == skip ? " open" : "")}><summary><span class=\"c\">{index} … {Math.Min(index + GroupItems, count) - 1}</span></summary>");
            }

            Value(item, index.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"{at}/{index}"), depth + 1);
            index++;
            if (isGrouped && (place == GroupItems - 1 || index == count))
            {
                _html.Append("</details>");
            }
        }
    }

    private void More(string at, int from, int count)
    {
        _html.Append("<div>");
        Link(at, from, string.Create(CultureInfo.InvariantCulture, $"… {count - from} more"));
        _html.Append("</div>");
    }

    private void Link(string at, int skip, string text)
    {
        if (linksParts)
        {
            _html.Append("<a href=\"").Append(Encode(string.Create(CultureInfo.InvariantCulture, $"{path}?at={Uri.EscapeDataString(at)}{(skip > 0 ? $"&skip={skip}" : "")}"))).Append("\">").Append(Encode(text)).Append("</a>");
        }
        else
        {
            _html.Append(Encode(text));
        }
    }

    private void Name(string? name)
    {
        if (name is not null)
        {
            _html.Append("<span class=\"k\">").Append(Encode(Shown.Text(Cut(name)))).Append("</span>: ");
        }
    }

    private void Scalar(JsonElement value)
    {
        var isText = value.ValueKind is JsonValueKind.String;
        var text = isText ? JsonText.Of(value) : value.GetRawText();
        _html.Append(isText ? "<span class=\"s\">\"" : "<span class=\"v\">").Append(Encode(Shown.Text(Cut(text)))).Append(isText ? "\"</span>" : "</span>");
        if (text.Length > MaxString)
        {
            _html.Append(CultureInfo.InvariantCulture, $"<span class=\"c\"> {text.Length} characters</span>");
        }
    }

    private static string Cut(string text) => text.Length <= MaxString ? text : $"{text.AsSpan(0, MaxString)}…";

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
