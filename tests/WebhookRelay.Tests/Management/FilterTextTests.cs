using WebhookRelay.Contracts;
using WebhookRelay.Ledger;
using WebhookRelay.Management;

namespace WebhookRelay.Tests.Management;

public sealed class FilterTextTests
{
    [Fact]
    public void Filter_is_parsed()
    {
        var faults = new ValidationErrors();
        var filter = new FilterText
        {
            State = ["unrouted", "Quarantined"],
            Topic = ["label_updated", "MOVE", "WORKFLOW_ACTION"],
            Project = "p",
            From = "2026-01-01",
            To = "2026-01-02T03:04:05+01:00",
        }.Read(faults);

        Assert.False(faults.Any);
        Assert.Equal([DeliveryState.Unrouted, DeliveryState.Quarantined], filter.States);
        Assert.Equal([LabelboxTopic.LabelUpdated, LabelboxTopic.WorkflowAction], filter.Topics);
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), filter.From);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 2, 4, 5, TimeSpan.Zero), filter.To);
        Assert.Equal(filter with { States = [], Topics = [] }, FilterText.Of(filter).Read(faults) with { States = [], Topics = [] });
    }

    [Theory]
    [InlineData("state", "1")]
    [InlineData("state", "gone")]
    [InlineData("topic", "LABEL_RENAMED")]
    [InlineData("from", "yesterday")]
    [InlineData("to", "99999-01-01")]
    [InlineData("project", "")]
    public void Invalid_filter_part_is_named(string name, string value)
    {
        var faults = new ValidationErrors();
        new FilterText
        {
            State = Of("state"),
            Topic = Of("topic"),
            From = Of("from")?[0],
            To = Of("to")?[0],
            Project = Of("project")?[0],
        }.Read(faults, "filter.");

        Assert.Equal([$"filter.{name}"], ((Microsoft.AspNetCore.Http.HttpValidationProblemDetails)faults.Problem().ProblemDetails).Errors.Keys);

        string[]? Of(string part) => string.Equals(part, name, StringComparison.Ordinal) ? [value] : null;
    }

    [Fact]
    public void Cursor_is_bound_to_its_filter_and_ledger()
    {
        var cursor = PageCursor.Write(42, "{}", "ledger");

        Assert.Equal(42, PageCursor.Read(cursor, "{}", "ledger"));
        Assert.Null(PageCursor.Read(cursor, """{"project":"p"}""", "ledger"));
        Assert.Null(PageCursor.Read(cursor, "{}", "another"));
        Assert.All(["", "x", "ÄÖ", cursor[1..], cursor + "A"], text => Assert.Null(PageCursor.Read(text, "{}", "ledger")));
    }
}
