using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using WebhookRelay.IntegrationTests.Support;
using WebhookRelay.LoadTests.Contestants;
using WebhookRelay.LoadTests.Figures;

namespace WebhookRelay.LoadTests.Measures;

/// <summary>Measures <c>webhook-relay export</c> beside curl: the same rows from the same twin to the same disk.</summary>
/// <param name="bytes">The size of the export.</param>
/// <param name="board">Collects the results.</param>
/// <param name="ending">Stops the measure.</param>
internal sealed class ExportDownload(long bytes, ResultBoard board, CancellationToken ending)
{
    public const string Tool = "webhook-relay export";
    public const string Curl = "curl";

    private const int RowBytes = 4_096;
    private const int ChunkBytes = 100_000_000;
    private const string Key = "twin-development-key";

    private static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(60);

    private readonly long _rows = bytes / RowBytes;

    public static string Title(long bytes) => string.Create(CultureInfo.InvariantCulture, $"An export of {bytes / 1e9:0.##} GB in rows of 4 KB");

    /// <exception cref="OperationCanceledException">The measure was stopped.</exception>
    public async Task RunAsync(int rounds)
    {
        Console.WriteLine("publishing the command line and the twin");
        await ExportPrograms.PublishAsync();
        using var folder = new TemporaryFolder();
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{ServerProcess.FreePort()}");
        await using var twin = ServerProcess.Start("dotnet", [ExportPrograms.Twin, $"--Twin:Url={url}", "--Twin:Rate=0", "--Logging:LogLevel:Default=Warning"]);
        using var client = new HttpClient { BaseAddress = new Uri(url) };
        await Eventually.TrueAsync(() => twin.Output.Any(line => line.Contains("is running", StringComparison.Ordinal)), StartsWithin, "the twin answers");
        using var settings = await client.PutAsJsonAsync("/twin/exports", new { generatedRows = _rows, generatedRowBytes = RowBytes, chunkBytes = ChunkBytes }, ending);
        settings.EnsureSuccessStatusCode();
        for (var round = 1; round <= rounds; round++)
        {
            await MeasureToolAsync(url, folder, round);
            ending.ThrowIfCancellationRequested();
            var tasks = JsonNode.Parse(await client.GetStringAsync(new Uri("/twin/exports", UriKind.Relative), ending))!["tasks"]!;
            await MeasureCurlAsync($"{url}/export-files/{tasks[0]!["id"]}/RESULT/0/{(_rows * RowBytes) - 1}", folder, round);
            ending.ThrowIfCancellationRequested();
        }
    }

    /// <summary>The download counts from its first event. The memory at that moment is that of the idle tool.</summary>
    private async Task MeasureToolAsync(string url, TemporaryFolder folder, int round)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["LABELBOX_ENDPOINT"] = $"{url}/graphql", ["LABELBOX_API_KEY"] = Key, ["XDG_DATA_HOME"] = folder.Path };
        await using var tool = ServerProcess.Start("dotnet", [ExportPrograms.Cli, "export", "catalog", "--json", "-o", folder.File("rows.ndjson")], environment);
        await Eventually.TrueAsync(() => tool.HasExited || tool.Output.Any(line => line.Contains("downloading", StringComparison.Ordinal)), StartsWithin, "the download starts");
        var (began, idle, peak) = (TimeProvider.System.GetTimestamp(), ProcessTree.PeakBytes(tool.Id), 0L);
        var exit = tool.ExitAsync(EndsWithin);
        while (!exit.IsCompleted)
        {
            peak = Math.Max(peak, ProcessTree.PeakBytes(tool.Id));
            await Task.WhenAny(exit, Task.Delay(TimeSpan.FromMilliseconds(20), ending));
        }

        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        Add(Tool, round, seconds, folder, await exit, (Column.AboveIdle, (peak - idle) / 1048576d));
    }

    private async Task MeasureCurlAsync(string file, TemporaryFolder folder, int round)
    {
        var began = TimeProvider.System.GetTimestamp();
        await using var curl = ServerProcess.Start(Curl, ["-sS", "-o", folder.File("rows.ndjson"), file]);
        var code = await curl.ExitAsync(EndsWithin);
        Add(Curl, round, TimeProvider.System.GetElapsedTime(began).TotalSeconds, folder, code);
    }

    private void Add(string contestant, int round, double seconds, TemporaryFolder folder, int code, params IReadOnlyList<(string, double)> values)
    {
        var file = new FileInfo(folder.File("rows.ndjson"));
        var isWhole = code is 0 && file.Exists && file.Length == _rows * RowBytes;
        board.Add(new Result(
            Title(bytes), contestant, round, [(Column.Seconds, seconds), (Column.Rate, _rows * RowBytes / seconds / 1e6), .. values],
            isWhole ? null : string.Create(CultureInfo.InvariantCulture, $"ended with {code}, {(file.Exists ? file.Length : 0)} bytes")));
        file.Delete();
    }
}
