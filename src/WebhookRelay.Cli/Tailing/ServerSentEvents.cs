using System.Runtime.CompilerServices;
using System.Text;

namespace WebhookRelay.Cli.Tailing;

/// <param name="Id">The stream's cursor after this block; null if the block has none.</param>
/// <param name="Type">The type of the event; null for the default.</param>
/// <param name="Data">Null if the block only moves the cursor.</param>
internal sealed record ServerSentEvent(string? Id, string? Type, string? Data);

/// <summary>
/// Reads server-sent events block by block. It discards a block that is incomplete when the stream ends, with its id:
/// resuming after that id would lose the event. (The framework's parser takes over the id as soon as it reads the line.)
/// </summary>
internal static class ServerSentEvents
{
    public static async IAsyncEnumerable<ServerSentEvent> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var (id, type, data) = (default(string), default(string), default(StringBuilder));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length is 0)
            {
                yield return new ServerSentEvent(id, type, data?.ToString());
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
