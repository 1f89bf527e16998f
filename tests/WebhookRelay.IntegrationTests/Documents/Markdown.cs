using System.Text.RegularExpressions;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Documents;

/// <summary>Reads the command blocks of the Markdown files.</summary>
internal static partial class Markdown
{
    public static IEnumerable<string> Files => Directory.EnumerateFiles(Repository.Root, "*.md", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Repository.Root, file))
        .Where(file => !file.StartsWith("artifacts", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    /// <summary>The command blocks: <c>sh</c> and <c>bash</c> run unchanged, <c>text</c> needs a manual change.</summary>
    public static IReadOnlyList<string> Blocks(string file) =>
        [.. Block().Matches(File.ReadAllText(Repository.File(file))).Select(block => block.Groups["commands"].Value)];

    /// <summary>The block that starts with a text.</summary>
    public static string Command(string file, string start, int nth = 0) => Blocks(file).Where(block => block.StartsWith(start, StringComparison.Ordinal)).ElementAt(nth);

    /// <summary>The only program in a language.</summary>
    public static string Program(string file, string language) =>
        Fenced().Matches(File.ReadAllText(Repository.File(file))).Single(block => string.Equals(block.Groups["language"].Value, language, StringComparison.Ordinal)).Groups["text"].Value;

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fenced();

    [GeneratedRegex("^ *```(sh|bash|text)\n *(?<commands>.*?)\n *```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Block();
}
