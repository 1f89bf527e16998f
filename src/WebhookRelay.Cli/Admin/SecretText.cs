using System.Text;
using WebhookRelay.Labelbox;

namespace WebhookRelay.Cli.Admin;

/// <summary>Reads a secret from the command line, a file or the environment, in that order.</summary>
internal static class SecretText
{
    public static string? Read(string option, string? value, string fileOption, string? file, string? variable, string? fileVariable, TextWriter warnings) => (value, file, variable, fileVariable) switch
    {
        ({ }, { }, _, _) => throw new CommandException(ExitCode.Usage, $"Pass {option} or {fileOption}, not both."),
        ({ } given, null, _, _) => given,
        (null, { } path, _, _) => OfFile(path, warnings),
        (null, null, { } given, _) => given,
        (null, null, null, { } path) => OfFile(path, warnings),
        _ => null,
    };

    /// <summary>The content of a file without a byte-order mark and one trailing newline, as the relay reads it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="warnings">Receives a warning if the content looks wrong. The content itself is not written.</param>
    public static string OfFile(string path, TextWriter warnings)
    {
        try
        {
            var file = File.ReadAllBytes(path);
            if (SecretContent.Problem(file) is { } problem)
            {
                warnings.WriteLine($"The content of the file '{path}' looks wrong: it {problem}.");
            }

            var text = Encoding.UTF8.GetString(SecretContent.Of(file));
            return text.Length > 0 ? text : throw new CommandException(ExitCode.Usage, $"The file '{path}' contains no secret.");
        }
        catch (Exception e) when (UnreadableFile.Is(e))
        {
            throw UnreadableFile.Of(path, e);
        }
    }
}
