using System.Text.RegularExpressions;
using System.Xml.Linq;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Deploying;

/// <summary>
/// Each stage of the Dockerfile copies its sources. check-image.sh builds the stages; this test finds a missing file in
/// seconds.
/// </summary>
public sealed partial class ImageTests
{
    public static TheoryData<string> Stages() => [.. Restored().Matches(Dockerfile()).Select(match => match.Groups["project"].Value)];

    [Theory]
    [MemberData(nameof(Stages))]
    public void A_stage_copies_every_project_that_it_builds(string project)
    {
        var stage = Dockerfile().Split("\nFROM ").Single(text => text.Contains($"RUN dotnet restore {project} ", StringComparison.Ordinal));
        var restoring = stage.IndexOf("RUN dotnet restore", StringComparison.Ordinal);
        var publishing = stage.IndexOf("RUN dotnet publish", StringComparison.Ordinal);

        Assert.All(Closure(project), folder =>
        {
            var name = Path.GetFileName(folder);
            Assert.Contains($"COPY {folder}/{name}.csproj {folder}/packages.lock.json {folder}/\n", stage[..restoring], StringComparison.Ordinal);
            Assert.Contains($"COPY {folder} {folder}\n", stage[..publishing], StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Every_image_of_the_compose_file_has_a_stage()
    {
        var targets = Target().Matches(File.ReadAllText(Repository.File("deploy/compose.yaml"))).Select(match => match.Groups["stage"].Value).ToList();

        Assert.Equal(["final", "twin"], targets.Order(StringComparer.Ordinal));
        Assert.All(targets, stage => Assert.Matches($"(?m)^FROM .* AS {stage}$", Dockerfile()));
    }

    private static string Dockerfile() => File.ReadAllText(Repository.File("Dockerfile"));

    /// <summary>The folders of a project and of its references.</summary>
    private static HashSet<string> Closure(string project)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>([project]);
        while (open.TryDequeue(out var folder))
        {
            if (found.Add(folder))
            {
                var references = XDocument.Load(Repository.File($"{folder}/{Path.GetFileName(folder)}.csproj")).Descendants("ProjectReference");
                foreach (var reference in references.Select(each => each.Attribute("Include")!.Value))
                {
                    open.Enqueue(Path.GetRelativePath(Repository.Root, Path.GetDirectoryName(Path.GetFullPath(Repository.File($"{folder}/{reference}")))!));
                }
            }
        }

        return found;
    }

    [GeneratedRegex("RUN dotnet restore (?<project>[A-Za-z./]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Restored();

    [GeneratedRegex("target: (?<stage>[a-z]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Target();
}
