using System.Text.RegularExpressions;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Deploying;

/// <summary>The targets of documents exist.</summary>
public sealed partial class DocumentsTests
{
    private const string Architecture = "docs/architecture.md";

    private static readonly string[] NotOurs = ["artifacts", "TestResults", "bin", "obj", "node_modules"];

    private static readonly IReadOnlyList<string> Pages =
        [.. Repository.Files(".", "*.md").Where(file => !file.Split('/', '\\').Any(NotOurs.Contains))];

    [Fact]
    public void Every_relative_link_leads_to_a_file_and_every_anchor_to_a_heading()
    {
        List<string> broken = [];
        var seen = 0;
        foreach (var page in Pages)
        {
            foreach (var target in Link().Matches(WithoutCode(page)).Select(match => match.Groups["target"].Value).Where(target => !target.Contains("://", StringComparison.Ordinal)))
            {
                seen++;
                var (path, anchor) = target.Split('#') is [var before, var after] ? (before, after) : (target, null);
                var file = path.Length is 0 ? Repository.File(page) : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Repository.File(page))!, path));
                if (!Path.Exists(file) || (anchor is not null && !Anchors(file).Contains(anchor)))
                {
                    broken.Add($"{page}: {target}");
                }
            }
        }

        Assert.Empty(broken);
        Assert.True(seen > 80, $"Only {seen} links were found.");
    }

    [Fact]
    public void Documented_paths_exist()
    {
        List<string> missing = [];
        var seen = 0;
        foreach (var page in Pages)
        {
            foreach (var path in RepositoryPath().Matches(File.ReadAllText(Repository.File(page))).Select(match => match.Value.TrimEnd('.', '/')))
            {
                seen++;
                if (!Path.Exists(Repository.File(path)) && !IsMadeByCommands(path))
                {
                    missing.Add($"{page}: {path}");
                }
            }
        }

        Assert.Empty(missing);
        Assert.True(seen > 60, $"Only {seen} paths were found.");
    }

    [Fact]
    public void Architecture_page_names_the_services_files()
    {
        var files = Repository.Files("src", "*.cs").Select(file => file.Replace('\\', '/')).ToList();
        var named = SourceFile().Matches(File.ReadAllText(Repository.File(Architecture))).Select(match => match.Groups["file"].Value).ToList();

        Assert.True(named.Count > 40, $"Only {named.Count} files are named.");
        Assert.All(named, name => Assert.Contains(files, file => file.EndsWith($"/{name}", StringComparison.Ordinal)));
    }

    [Fact]
    public void Quoted_log_lines_exist_in_the_service()
    {
        var source = string.Concat(Repository.Files("src/WebhookRelay", "*.cs").Select(file => File.ReadAllText(Repository.File(file))));
        var quoted = Pages.SelectMany(page => File.ReadLines(Repository.File(page)))
            .Where(line => line.Contains("log line `", StringComparison.Ordinal) || line.Contains("The log: `", StringComparison.Ordinal) || line.Contains("logs the full address: `", StringComparison.Ordinal))
            .SelectMany(line => Sentence().Matches(line).Select(match => match.Groups["text"].Value))
            .SelectMany(text => text.Split(["…", "(", "https"], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(part => part.Contains(' ', StringComparison.Ordinal)))
            .ToList();

        Assert.True(quoted.Count > 4, $"Only {quoted.Count} quotes were found.");
        Assert.All(quoted, part => Assert.Contains(part, source, StringComparison.Ordinal));
    }

    [Fact]
    public void The_readme_is_read_in_a_minute()
    {
        Assert.InRange(File.ReadAllLines(Repository.File("README.md")).Length, 1, 150);
    }

    [Fact]
    public void The_documents_keep_to_plain_words()
    {
        var files = Pages.Concat(Repository.Files("deploy", "*.y*ml")).Concat(Repository.Files("k8s", "*.y*ml"));

        Assert.All(files, file => Assert.DoesNotMatch(Archaic(), File.ReadAllText(Repository.File(file))));
    }

    /// <summary>Folders that documented commands create.</summary>
    private static bool IsMadeByCommands(string path) => path is "k8s/overlays/production/secrets" || path.StartsWith("deploy/secrets", StringComparison.Ordinal);

    private static string WithoutCode(string page) => Fenced().Replace(File.ReadAllText(Repository.File(page)), string.Empty);

    /// <summary>The anchors that GitHub gives headings.</summary>
    private static HashSet<string> Anchors(string file) => Heading().Matches(Fenced().Replace(File.ReadAllText(file), string.Empty))
        .Select(heading => NotInAnchors().Replace(heading.Groups["text"].Value.Trim().ToLowerInvariant(), string.Empty).Replace(' ', '-'))
        .ToHashSet(StringComparer.Ordinal);

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<![\w/.-])(src|tests|docs|deploy|k8s)/[A-Za-z0-9_./-]+(?![\w<*])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RepositoryPath();

    [GeneratedRegex("`(?<file>([A-Za-z0-9.]+/)*[A-Za-z0-9]+\\.cs)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SourceFile();

    /// <summary>Quoted text of several words that starts like a sentence.</summary>
    [GeneratedRegex("`(?<text>[A-Z][a-z]* [^`]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"^ *```.*?^ *```$", RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fenced();

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotInAnchors();

    [GeneratedRegex(@"\b(whoever|nobody|somebody|anew|thereof)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Archaic();
}
