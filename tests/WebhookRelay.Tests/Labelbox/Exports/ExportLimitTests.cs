using WebhookRelay.Labelbox.Exports;

namespace WebhookRelay.Tests.Labelbox.Exports;

/// <summary>Requests beyond a limit are refused before anything is sent, and long lists are split.</summary>
public sealed class ExportLimitTests
{
    private static readonly DateTimeOffset From = new(2024, 5, 1, 2, 30, 0, TimeSpan.FromMinutes(150));
    private static readonly DateTimeOffset To = new(2024, 5, 1, 19, 0, 1, TimeSpan.FromHours(-5));

    [Fact]
    public void A_fraction_of_a_second_is_refused_or_rounded_outward()
    {
        var fraction = From.AddMilliseconds(1);

        Assert.Throws<ArgumentException>(() => ExportTimeWindow.Since(fraction));
        Assert.Throws<ArgumentException>(() => ExportTimeWindow.Until(fraction));
        Assert.Throws<ArgumentException>(() => ExportTimeWindow.Between(From, fraction));
        Assert.Throws<ArgumentException>(() => ExportTimeWindow.Between(To, From));
        Assert.Throws<ArgumentException>(() => ExportTimeWindow.Covering(null, null));
        var covering = ExportTimeWindow.Covering(fraction, fraction);
        Assert.Equal((From, From.AddSeconds(1)), (covering.From, covering.To));
        Assert.Equal(ExportTimeWindow.Between(From, To), ExportTimeWindow.Covering(From, To));
        Assert.Equal(TimeSpan.Zero, covering.From!.Value.Offset);
    }

    [Fact]
    public void Every_limit_is_checked_and_named()
    {
        Refused("ProjectId must not be empty.", new ProjectExport(" "));
        Refused("DatasetId must not be empty.", new DatasetExport(""));
        Refused("SliceId must not be empty.", new SliceExport(""));
        Refused("ModelRunId must not be empty.", new ModelRunExport(""));
        Refused("ProjectIds cannot exceed 30 items: there are 31.", new CatalogExport { ProjectIds = Many(31) });
        Refused("ModelRunIds cannot exceed 30 items: there are 31.", new SliceExport("s1") { ModelRunIds = Many(31) });
        Refused("ProjectIds must not contain an empty id.", new CatalogExport { ProjectIds = [""] });
        Refused("BatchIds cannot exceed 2000 items: there are 2001.", new ProjectExport("p1") { BatchIds = Many(2001) });
        Refused("MediaTypeOverride: 99 is not a media type.", new CatalogExport { MediaTypeOverride = (ExportMediaType)99 });
        Refused("WorkflowStatus: 99 is not a workflow status.", new ProjectExport("p1") { WorkflowStatus = (ExportWorkflowStatus)99 });
        Refused("DatasetId must not be empty. ProjectIds cannot exceed", new DatasetExport("") { ProjectIds = Many(31) }, inAnyOrder: true);
        Assert.Throws<ArgumentException>(() => DataRowSelection.ByIds([]));
        Assert.Throws<ArgumentException>(() => DataRowSelection.ByGlobalKeys(["k", ""]));
        new CatalogExport { ProjectIds = Many(30), ModelRunIds = Many(30) }.Validate();
        new ProjectExport("p1") { BatchIds = Many(2000) }.Validate();
    }

    [Theory]
    [InlineData(1, "1")]
    [InlineData(2000, "2000")]
    [InlineData(2001, "2000 1")]
    [InlineData(4500, "2000 2000 500")]
    public void A_long_list_of_rows_is_split_into_several_exports(int count, string parts)
    {
        ExportRequest[] requests =
        [
            new DataRowsExport(DataRowSelection.ByGlobalKeys(Many(count))) { LabelDetails = true },
            new ProjectExport("p1") { Rows = DataRowSelection.ByGlobalKeys(Many(count)), LabelDetails = true },
            new DatasetExport("d1") { Rows = DataRowSelection.ByGlobalKeys(Many(count)), LabelDetails = true },
            new CatalogExport { Rows = DataRowSelection.ByGlobalKeys(Many(count)), LabelDetails = true },
        ];

        foreach (var request in requests)
        {
            var split = request.Split();

            Assert.Equal(parts, string.Join(' ', split.Select(part => part.Selection!.Values.Count)));
            Assert.Equal(Many(count), split.SelectMany(part => part.Selection!.Values));
            Assert.All(split, part => Assert.True(part is LabelExportRequest { LabelDetails: true } && part.Selection!.IsByGlobalKey && part.GetType() == request.GetType()));
        }

        Assert.Single(new SliceExport("s1").Split());
    }

    private static void Refused(string fault, ExportRequest request, bool inAnyOrder = false)
    {
        var message = Assert.Throws<InvalidExportRequestException>(request.Validate).Message;
        Assert.All(inAnyOrder ? fault.Split(". ") : [fault], part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    private static string[] Many(int count) => [.. Enumerable.Range(1, count).Select(i => $"id{i}")];
}
