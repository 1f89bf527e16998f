using WebhookRelay.Labelbox.Api;
using WebhookRelay.Labelbox.Exports;
using WebhookRelay.LabelboxTwin.Api;
using WebhookRelay.LabelboxTwin.Exports;
using WebhookRelay.SampleData;

namespace WebhookRelay.Tests.Labelbox.Exports;

/// <summary>After any fault, the rows are complete, or an exception says what is missing.</summary>
public sealed class ExportFaultTests(ITestOutputHelper output)
{
    private const int Rows = 500;
    private const int RowBytes = 120;

    private static readonly ExportFault[] Passing =
        [ExportFault.Forbidden, ExportFault.Missing, ExportFault.Gone, ExportFault.Unavailable, ExportFault.Broken, ExportFault.Short, ExportFault.NoFile];

    private static readonly ExportFault[] OfOldForm =
        [ExportFault.None, ExportFault.Broken, ExportFault.Gone, ExportFault.Unavailable, ExportFault.Short, ExportFault.Long];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string, bool> PassingFaults
    {
        get
        {
            var faults = new TheoryData<string, bool>();
            foreach (var fault in Passing)
            {
                faults.Add(fault.ToString(), true);
                faults.Add(fault.ToString(), false);
            }

            return faults;
        }
    }

    [Theory]
    [MemberData(nameof(PassingFaults))]
    public async Task A_file_that_fails_is_asked_for_again_and_nothing_is_lost_or_doubled(string fault, bool ranges)
    {
        await using var client = await ExportClient.StartAsync();
        var one = Enum.Parse<ExportFault>(fault);
        client.Jobs.Settings = Generated with { Ranges = ranges, Faults = [one, ExportFault.None, one, one, ExportFault.None, ExportFault.None, one] };

        AssertWhole(await client.RunAsync(new CatalogExport()));
    }

    [Theory]
    [InlineData("WrongStart", "does not follow")]
    [InlineData("Long", "longer than announced")]
    public async Task Files_that_do_not_fit_together_are_never_joined(string fault, string reason)
    {
        await using var client = await ExportClient.StartAsync();
        client.Jobs.Settings = Generated with { Faults = [ExportFault.None, ExportFault.None, ExportFault.None, Enum.Parse<ExportFault>(fault)] };
        List<long> offsets = [];

        var broken = await Assert.ThrowsAsync<ExportContentException>(() => client.Exports.ExportAsync(
            new CatalogExport(), (row, _) => { offsets.Add(row.Offset); return default; }, (_, _) => default, null, Cancelled));

        Assert.Contains(reason, broken.Message, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, offsets.Count).Select(i => (long)i * RowBytes), offsets);
        Assert.InRange(broken.Offset, offsets.Count * RowBytes, (offsets.Count + 10) * RowBytes);
    }

    /// <summary>The old form announces no size. Half of 499 rows ends inside a row.</summary>
    [Theory]
    [InlineData("Short", "None", true, "the file ends inside a row")]
    [InlineData("Long", "None", true, "the file ends inside a row")]
    [InlineData("Stalled", "Short", false, "the file had 59880 bytes, and has 29940 now")]
    [InlineData("Stalled", "Short", true, null)]
    public async Task A_file_of_the_old_form_that_is_cut_off_is_recognized(string first, string second, bool ranges, string? reason)
    {
        await using var client = await ExportClient.StartAsync(TimeProvider.System, options => options.IdleTimeout = TimeSpan.FromSeconds(1));
        client.Jobs.Settings = Generated with { GeneratedRows = 499, Streamable = false, Ranges = ranges, Faults = [Enum.Parse<ExportFault>(first), Enum.Parse<ExportFault>(second)] };
        List<long> offsets = [];

        var failure = await Record.ExceptionAsync(() => client.Exports.ExportAsync(
            new CatalogExport(), (row, _) => { offsets.Add(row.Offset); return default; }, (_, _) => default, null, Cancelled));

        Assert.Equal(Enumerable.Range(0, offsets.Count).Select(i => (long)i * RowBytes), offsets);
        if (reason is null)
        {
            Assert.Null(failure);
            Assert.Equal(499, offsets.Count);
        }
        else
        {
            Assert.Contains(reason, Assert.IsType<ExportContentException>(failure).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_file_that_stays_unavailable_is_an_exception()
    {
        await using var client = await ExportClient.StartAsync();
        client.Jobs.Settings = Generated with { Faults = [.. Enumerable.Repeat(ExportFault.Missing, 5)] };

        var broken = await Assert.ThrowsAsync<ExportContentException>(() => client.RunAsync(new CatalogExport()));

        Assert.Contains("404", broken.Message, StringComparison.Ordinal);
        Assert.Contains("5 attempts", broken.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("signature", broken.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_download_is_resumed_after_the_idle_timeout()
    {
        await using var client = await ExportClient.StartAsync(TimeProvider.System, options => options.IdleTimeout = TimeSpan.FromSeconds(1));
        client.Jobs.Settings = Generated with { Faults = [ExportFault.None, ExportFault.Stalled] };

        AssertWhole(await client.RunAsync(new CatalogExport()));
    }

    [Fact]
    public async Task Any_combination_of_faults_leaves_whole_rows_or_says_what_is_missing()
    {
        var seed = (ulong)Random.Shared.NextInt64();
        output.WriteLine($"Seed: {seed}");
        var random = new SeededRandom(seed);
        await using var client = await ExportClient.StartAsync(options => (options.TaskDeadline, options.RefusalDeadline) = (TimeSpan.FromHours(1), TimeSpan.FromHours(1)));
        var whole = 0;
        for (var run = 0; run < 40; run++)
        {
            // The old form announces no size, so a file that ends after a whole row cannot be recognized. Half of 499 rows ends inside one.
            var streamable = !random.OneIn(6);
            var rows = streamable ? Rows : Rows - 1;
            client.Jobs.Settings = Generated with
            {
                GeneratedRows = rows,
                Faults = !streamable ? [.. Enumerable.Range(0, random.Below(6)).Select(_ => OfOldForm[random.Below(OfOldForm.Length)])] : [.. Enumerable.Range(0, random.Below(30)).Select(_ => random.OneIn(3) ? Passing[random.Below(Passing.Length)] : random.OneIn(40) ? ExportFault.WrongStart : random.OneIn(40) ? ExportFault.Long : ExportFault.None)],
                ChunkBytes = random.Between(500, 20_000),
                Numbers = (NumberForm)random.Below(3),
                Ranges = random.OneIn(2),
                RunsFor = TimeSpan.FromSeconds(random.Below(300)),
                HiddenFor = TimeSpan.FromSeconds(random.Below(60)),
                RunningStatus = random.OneIn(3) ? "NEW_STATUS" : "IN_PROGRESS",
                FinalStatus = random.OneIn(10) ? "FAILED" : "COMPLETE",
                SelectsTasksByName = random.OneIn(2),
                Streamable = streamable,
            };
            var faults = client.Twin.Its<ApiFaults>();
            faults.Clear();
            for (var i = random.Below(4); i > 0; i--)
            {
                faults.Add(new ApiFault(
                    (ApiFaultKind)random.Between((int)ApiFaultKind.RateLimited, (int)ApiFaultKind.LostRequest),
                    1,
                    random.OneOf(["exportDataRowsInCatalog", "user", "task"]),
                    null,
                    null,
                    null,
                    1,
                    TimeSpan.FromSeconds(random.Below(5))));
            }

            var tasksBefore = client.Jobs.All.Count;
            List<long> offsets = [];
            try
            {
                var summary = await client.Exports.ExportAsync(
                    new CatalogExport(), (row, _) => { offsets.Add(row.Offset); return default; }, (_, _) => default, null, Cancelled);
                Assert.Equal((long)rows, summary.Rows);
                whole++;
            }
            catch (Exception e) when (e is ExportException or LabelboxApiException)
            {
                output.WriteLine($"Run {run}: {e.GetType().Name}: {e.Message}");
            }

            Assert.Equal(Enumerable.Range(0, offsets.Count).Select(i => (long)i * RowBytes), offsets);
            Assert.InRange(client.Jobs.All.Count - tasksBefore, 0, 1);
        }

        output.WriteLine($"{whole} of 40 were whole.");
        Assert.True(whole > 0);
    }

    private static ExportSettings Generated => new() { GeneratedRows = Rows, GeneratedRowBytes = RowBytes, ChunkBytes = 7_777 };

    private static void AssertWhole(Exported exported)
    {
        Assert.Equal(Enumerable.Range(0, Rows).Select(i => $"generated-{i:D15}"), exported.Rows.Select(row => row.Substring(row.IndexOf("generated-", StringComparison.Ordinal), 25)));
        Assert.All(exported.Rows, row => Assert.Equal(RowBytes - 1, System.Text.Encoding.UTF8.GetByteCount(row)));
        Assert.True(exported.Summary is { IsComplete: true, Rows: Rows, RowsAnnounced: Rows, Bytes: Rows * RowBytes, BytesAnnounced: Rows * RowBytes });
    }
}
