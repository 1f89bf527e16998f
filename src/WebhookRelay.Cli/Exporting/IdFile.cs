namespace WebhookRelay.Cli.Exporting;

/// <summary>A file of ids or global keys, one a line. Empty lines are passed over.</summary>
internal static class IdFile
{
    public const string StandardInput = "-";

    public static IReadOnlyList<string> Read(string? path, CliContext context)
    {
        if (path is null)
        {
            return [];
        }

        try
        {
            var lines = path is StandardInput ? LinesOf(context.Input) : File.ReadLines(path);
            List<string> ids = [.. lines.Select(line => line.Trim()).Where(line => line.Length > 0)];
            return ids.Count > 0 ? ids : throw new CommandException(ExitCode.Usage, $"The file '{path}' contains no ids.");
        }
        catch (Exception e) when (UnreadableFile.Is(e))
        {
            throw UnreadableFile.Of(path, e);
        }
    }

    private static IEnumerable<string> LinesOf(TextReader input)
    {
        while (input.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
