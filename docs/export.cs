#:project ../src/WebhookRelay.Labelbox
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using WebhookRelay.Labelbox.Api;
using WebhookRelay.Labelbox.Exports;

// dotnet run docs/export.cs PROJECT_ID [DATA_ROW_ID ...]
var (projectId, dataRowIds) = (args[0], args[1..]);

var services = new ServiceCollection();
services.AddLabelboxClient(options =>
{
    options.ApiKey = Environment.GetEnvironmentVariable("LABELBOX_API_KEY");
    options.Endpoint = new Uri(Environment.GetEnvironmentVariable("LABELBOX_ENDPOINT") ?? "https://api.labelbox.com/graphql");
});
services.AddLabelboxExports();
await using var provider = services.BuildServiceProvider();
var exports = provider.GetRequiredService<ILabelboxExports>();

var longAgo = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
var farAhead = new DateTimeOffset(2050, 1, 1, 0, 0, 0, TimeSpan.Zero);
var request = new ProjectExport(projectId)
{
    // What each row includes. Everything is off by default.
    Attachments = true,
    MetadataFields = true,
    DataRowDetails = true,
    ProjectDetails = true,
    PerformanceDetails = true,

    // Which rows to export. A row must pass every filter, so one filter is usually enough.
    LastActivityAt = ExportTimeWindow.Between(longAgo, farAhead),
    LabelCreatedAt = ExportTimeWindow.Between(longAgo, farAhead),
    Rows = dataRowIds is [] ? null : DataRowSelection.ByIds(dataRowIds),
};

var summary = await exports.ExportAsync(request, PrintResultAsync, PrintErrorAsync, progress: null, CancellationToken.None);
Console.WriteLine($"{summary.Rows} of {summary.RowsAnnounced} rows, {summary.Errors} errors, {summary.MissingRows.Count} missing");
return summary.IsComplete ? 0 : 1;

ValueTask PrintResultAsync(ExportRow row, CancellationToken token) => PrintAsync("result", row, token);

ValueTask PrintErrorAsync(ExportRow error, CancellationToken token) => PrintAsync("error", error, token);

static async ValueTask PrintAsync(string kind, ExportRow row, CancellationToken token)
{
    using var line = new StreamReader(row.OpenRead(), Encoding.UTF8);
    Console.WriteLine($"{kind}: {await line.ReadToEndAsync(token)}");
}
