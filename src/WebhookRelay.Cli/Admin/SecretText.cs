namespace WebhookRelay.Cli.Admin;

/// <summary>A secret as it was given: on the command line or in a file, else in the environment.</summary>
internal static class SecretText
{
    public static string? Read(string option, string? value, string fileOption, string? file, string? variable, string? fileVariable) => (value, file, variable, fileVariable) switch
    {
        ({ }, { }, _, _) => throw new CommandFault(ExitCode.Usage, $"Give {option} or {fileOption}, not both."),
        ({ } given, null, _, _) => given,
        (null, { } path, _, _) => OfFile(path),
        (null, null, { } given, _) => given,
        (null, null, null, { } path) => OfFile(path),
        _ => null,
    };

    /// <summary>What a file holds; one newline at its end is not part of it, as the relay has it.</summary>
    public static string OfFile(string path)
    {
        try
        {
            var text = File.ReadAllText(path);
            text = text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
            return text.Length > 0 ? text : throw new CommandFault(ExitCode.Usage, $"The file '{path}' holds no secret.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CommandFault(ExitCode.Usage, $"The file '{path}' cannot be read ({e.GetType().Name}).");
        }
    }
}
