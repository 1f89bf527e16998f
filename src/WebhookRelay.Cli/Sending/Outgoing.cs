namespace WebhookRelay.Cli.Sending;

/// <summary>A delivery to be sent. Its body is never held as a whole: it is read or made once to be signed, and once more to be sent.</summary>
/// <param name="Body">The body in parts, each of which holds until the next is asked for; the same every time.</param>
internal sealed record Outgoing(string Id, string Topic, Func<IEnumerable<ReadOnlyMemory<byte>>> Body)
{
    private const int PartBytes = 64 * 1024;

    public static Func<IEnumerable<ReadOnlyMemory<byte>>> OfFile(string path)
    {
        if (!File.Exists(path))
        {
            throw new CommandFault(ExitCode.Usage, $"There is no file '{path}'.");
        }

        return () => Parts(path);
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Parts(string path)
    {
        using var file = Open(path);
        var part = new byte[PartBytes];
        int read;
        while ((read = file.Read(part, 0, part.Length)) > 0)
        {
            yield return part.AsMemory(0, read);
        }
    }

    private static FileStream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFault(ExitCode.Usage, $"The file '{path}' cannot be read ({e.GetType().Name}).");
        }
    }
}
