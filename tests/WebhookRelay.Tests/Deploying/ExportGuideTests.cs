using System.Text.Json;
using System.Text.RegularExpressions;
using WebhookRelay.Labelbox.Exports;
using WebhookRelay.Tests.Cli;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Deploying;

/// <summary>The tables of docs/export.md match the client and the command line.</summary>
public sealed partial class ExportGuideTests
{
    private static readonly Dictionary<string, Type> Requests = new(StringComparer.Ordinal)
    {
        ["project"] = typeof(ProjectExport),
        ["dataset"] = typeof(DatasetExport),
        ["catalog"] = typeof(CatalogExport),
        ["slice"] = typeof(SliceExport),
        ["model-run"] = typeof(ModelRunExport),
        ["rows"] = typeof(DataRowsExport),
    };

    [Fact]
    public void Each_property_is_documented_with_its_scopes()
    {
        var rows = Rows();

        foreach (var row in rows)
        {
            Assert.Equal(row.Scopes, Requests.Where(request => request.Value.GetProperty(row.Property) is not null).Select(request => request.Key));
            Assert.True(row.Property is "Rows" || string.Equals(row.Python, JsonNamingPolicy.SnakeCaseLower.ConvertName(row.Property), StringComparison.Ordinal), row.Python);
        }

        string[] other = ["TaskName", "ProjectId", "DatasetId", "SliceId", "ModelRunId"];
        var settable = Requests.Values.SelectMany(type => type.GetProperties()).Where(property => property.CanWrite).Select(property => property.Name).Distinct(StringComparer.Ordinal);
        Assert.Equal(settable.Except(other, StringComparer.Ordinal).Order(StringComparer.Ordinal), rows.Select(row => row.Property).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Each_option_is_documented_with_its_scopes()
    {
        foreach (var scope in Requests.Keys)
        {
            var (_, help, _) = await CliRun.OfAsync(new FakeRelay(), "export", scope, "--help");
            var options = Option().Matches(help).Select(option => option.Value).ToHashSet(StringComparer.Ordinal);

            foreach (var row in Rows())
            {
                Assert.All(row.Options, option => Assert.True(options.Contains(option) == row.Scopes.Contains(scope, StringComparer.Ordinal), $"{scope} {option}"));
            }
        }
    }

    /// <summary>The rows of the tables of parameters and filters.</summary>
    private static List<Documented> Rows()
    {
        var lines = File.ReadAllLines(Repository.File("docs/export.md"));
        var rows = lines.SkipWhile(line => line is not "## Parameters").TakeWhile(line => line is not "## What differs from the SDK")
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length > 5 && PythonName().IsMatch(cells[1]))
            .Select(cells => new Documented(
                cells[1].Trim('`'),
                cells[2].Trim('`'),
                [.. cells[3].Split(", ").Select(option => option.Trim('`'))],
                cells[4] is "all" ? [.. Requests.Keys] : [.. Requests.Keys.Where(cells[4].Split(", ").Contains)]))
            .ToList();
        Assert.True(rows.Count > 20, $"Only {rows.Count} rows were found.");
        return rows;
    }

    [GeneratedRegex("^`[a-z_]+`$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PythonName();

    [GeneratedRegex("--[a-z-]+(?=[ ,])", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Option();

    private sealed record Documented(string Python, string Property, string[] Options, string[] Scopes);
}
