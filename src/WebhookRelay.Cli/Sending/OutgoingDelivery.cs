namespace WebhookRelay.Cli.Sending;

/// <summary>A delivery to send. Its body is never in memory as a whole: it is produced once to be signed, and again to be sent.</summary>
/// <param name="Body">The body in parts, identical every time. Each part is valid until the next is requested.</param>
internal sealed record OutgoingDelivery(string Id, string Topic, Func<IEnumerable<ReadOnlyMemory<byte>>> Body)
{
    private const int PartBytes = 64 * 1024;

    public static Func<IEnumerable<ReadOnlyMemory<byte>>> OfFile(string path)
    {
        if (!File.Exists(path))
        {
            throw new CommandException(ExitCode.Usage, $"The file '{path}' does not exist.");
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
        catch (Exception e) when (UnreadableFile.Is(e))
        {
            throw UnreadableFile.Of(path, e);
        }
    }
}
