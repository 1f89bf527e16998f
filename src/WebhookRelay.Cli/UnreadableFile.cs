namespace WebhookRelay.Cli;

/// <summary>Why a file that was named on the command line cannot be read.</summary>
internal static class UnreadableFile
{
    public static bool Is(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    public static CommandException Of(string path, Exception e) => new(ExitCode.Usage, e switch
    {
        FileNotFoundException or DirectoryNotFoundException => $"The file '{path}' does not exist.",
        UnauthorizedAccessException when Directory.Exists(path) => $"'{path}' is a folder, not a file.",
        UnauthorizedAccessException => $"This user may not read the file '{path}'.",
        _ => $"The file '{path}' cannot be read ({e.GetType().Name}).",
    });
}
