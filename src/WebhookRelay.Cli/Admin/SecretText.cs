using System.Text;
using WebhookRelay.Labelbox;

namespace WebhookRelay.Cli.Admin;

/// <summary>A secret as it was given: on the command line or in a file, else in the environment.</summary>
internal static class SecretText
{
    public static string? Read(string option, string? value, string fileOption, string? file, string? variable, string? fileVariable, TextWriter warnings) => (value, file, variable, fileVariable) switch
    {
        ({ }, { }, _, _) => throw new CommandFault(ExitCode.Usage, $"Give {option} or {fileOption}, not both."),
        ({ } given, null, _, _) => given,
        (null, { } path, _, _) => OfFile(path, warnings),
        (null, null, { } given, _) => given,
        (null, null, null, { } path) => OfFile(path, warnings),
        _ => null,
    };

    /// <summary>What a file holds; a byte-order mark and one newline at its end are not part of it, as the relay has it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="warnings">Where it is said that the file looks wrong; what it holds is not.</param>
    public static string OfFile(string path, TextWriter warnings)
    {
        try
        {
            var file = File.ReadAllBytes(path);
            if (SecretContent.Oddity(file) is { } oddity)
            {
                warnings.WriteLine($"What the file '{path}' holds looks wrong: it {oddity}.");
            }

            var text = Encoding.UTF8.GetString(SecretContent.Of(file));
            return text.Length > 0 ? text : throw new CommandFault(ExitCode.Usage, $"The file '{path}' holds no secret.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CommandFault(ExitCode.Usage, $"The file '{path}' cannot be read ({e.GetType().Name}).");
        }
    }
}
