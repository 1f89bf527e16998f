using System.Text.Json.Nodes;
using WebhookRelay.Labelbox.Exports;
using WebhookRelay.LabelboxTwin.Exports;
using WebhookRelay.LabelboxTwin.World;
using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.Tests.Labelbox.Exports;

/// <summary>The streams of an export can be read in every form that Labelbox may answer in.</summary>
public sealed class ExportStreamTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_empty_export_has_no_header_or_one_of_size_zero(bool headerIsNull)
    {
        await using var client = await ExportClient.StartAsync();
        client.Jobs.Settings = new ExportSettings { EmptyHeaderIsNull = headerIsNull };

        var exported = await client.RunAsync(new DataRowsExport(DataRowSelection.ByIds(["none"])));

        Assert.Equal((0L, 0L, 0L), (exported.Summary.Rows, exported.Summary.RowsAnnounced, exported.Summary.BytesAnnounced));
    }

    [Theory]
    [InlineData("Text", 1)]
    [InlineData("Number", 7)]
    [InlineData("Mixed", 1000)]
    public async Task Borders_of_files_and_forms_of_numbers_do_not_matter(string numbers, int chunkBytes)
    {
        await using var client = await ExportClient.StartAsync();
        client.Jobs.Settings = new ExportSettings { Numbers = Enum.Parse<NumberForm>(numbers), ChunkBytes = chunkBytes, GeneratedRows = 3, GeneratedRowBytes = 100 };

        var exported = await client.RunAsync(new CatalogExport());

        Assert.Equal(["generated-000000000000000", "generated-000000000000001", "generated-000000000000002"], exported.Rows.Select(IdOf));
        Assert.All(exported.Rows, row => Assert.StartsWith("ą漢😀\n}{x", (string)JsonNode.Parse(row)!["data_row"]!["row_data"]!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_row_above_the_limit_is_a_stream_and_typed_on_request()
    {
        await using var client = await ExportClient.StartAsync(options => options.LargestHeldRow = 100_000);
        client.Jobs.Settings = new ExportSettings { GeneratedRows = 3, GeneratedRowBytes = 5_000_000 };
        List<long?> next = [];

        await client.Exports.ExportAsync(
            new CatalogExport(),
            async (row, cancellationToken) =>
            {
                Assert.True(row.IsLarge);
                var typed = await row.ReadDataRowAsync(cancellationToken);
                Assert.Equal($"generated-{next.Count:D15}", typed!.Asset!.Id);
                next.Add(row.NextOffset);
            },
            (_, _) => throw new InvalidOperationException("There are no errors."),
            null,
            Cancelled);

        Assert.Equal([5_000_000, 10_000_000, 15_000_000], next);
    }

    [Fact]
    public async Task Reading_continues_in_another_client_where_it_stopped()
    {
        await using var client = await ExportClient.StartAsync();
        client.Jobs.Settings = new ExportSettings { GeneratedRows = 1000, GeneratedRowBytes = 150, ChunkBytes = 1024 };
        using var export = await client.Exports.StartAsync(new CatalogExport(), null, Cancelled);
        await export.WaitAsync(null, Cancelled);
        var whole = await ExportClient.ReadAsync(export.ReadAsync(ExportStreamType.Result, 0, Cancelled));

        foreach (var stop in (int[])[1, 6, 7, 499, 1000])
        {
            List<string> rows = [];
            long? next = 0;
            await foreach (var row in export.ReadAsync(ExportStreamType.Result, 0, Cancelled))
            {
                rows.Add(System.Text.Encoding.UTF8.GetString(row.Json.Span));
                next = row.NextOffset;
                if (rows.Count == stop)
                {
                    break;
                }
            }

            using var again = client.Exports.Open(export.TaskId);
            rows.AddRange(await ExportClient.ReadAsync(again.ReadAsync(ExportStreamType.Result, next!.Value, Cancelled)));
            Assert.Equal(whole, rows);
        }

        using var beyond = client.Exports.Open(export.TaskId);
        await Assert.ThrowsAsync<ExportContentException>(() => ExportClient.ReadAsync(beyond.ReadAsync(ExportStreamType.Result, 150_001, Cancelled)));
    }

    [Fact]
    public async Task The_old_form_is_read_if_the_server_uses_it()
    {
        await using var client = await ExportClient.StartAsync();
        client.Jobs.Settings = new ExportSettings { Streamable = false, ErrorRows = 1, Faults = [ExportFault.Broken, ExportFault.Forbidden] };
        var project = client.Twin.ProjectId(Media.Video);

        var exported = await client.RunAsync(new ProjectExport(project));
        var empty = await client.RunAsync(new DataRowsExport(DataRowSelection.ByIds(["none"])));

        Assert.Equal(Rows(client, project).Skip(1).Select(row => row.Id), exported.Rows.Select(IdOf));
        Assert.Single(exported.Errors);
        Assert.Equal((null, 3L, 0L), (exported.Summary.RowsAnnounced, exported.Summary.Rows, empty.Summary.Rows));
    }

    private static IReadOnlyList<DataRow> Rows(ExportClient client, string project) => client.Twin.Its<Workspace>().RowsOf(project);

    private static string IdOf(string row) => (string)JsonNode.Parse(row)!["data_row"]!["id"]!;
}
