using System.Runtime.CompilerServices;
using System.Text;

namespace WebhookRelay.Cli.Tailing;

/// <param name="Id">The stream's cursor behind this block; null where it says none.</param>
/// <param name="Type">What kind of event it is; null for the usual one.</param>
/// <param name="Data">Null where the block only moves the cursor.</param>
internal sealed record EventBlock(string? Id, string? Type, string? Data);

/// <summary>
/// Server-sent events, block by block. A block that is not complete when the stream ends is left out, its id with it: going
/// on behind that id would lose its event. (The parser of the framework takes the id over with its line.)
/// </summary>
internal static class EventBlocks
{
    public static async IAsyncEnumerable<EventBlock> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var (id, type, data) = (default(string), default(string), default(StringBuilder));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length is 0)
            {
                yield return new EventBlock(id, type, data?.ToString());
                (id, type, data) = (null, null, null);
                continue;
            }

            var (name, value) = Field(line);
            switch (name)
            {
                case "id":
                    id = value;
                    break;
                case "event":
                    type = value;
                    break;
                case "data":
                    data = data is null ? new StringBuilder(value) : data.Append('\n').Append(value);
                    break;
            }
        }
    }

    private static (string Name, string Value) Field(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return (line, string.Empty);
        }

        var value = line[(colon + 1)..];
        return (line[..colon], value.StartsWith(' ') ? value[1..] : value);
    }
}
