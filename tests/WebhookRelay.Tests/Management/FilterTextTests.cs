using WebhookRelay.Contracts;
using WebhookRelay.Ledger;
using WebhookRelay.Management;

namespace WebhookRelay.Tests.Management;

public sealed class FilterTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Filter_is_parsed()
    {
        var faults = new ValidationErrors();
        var filter = new FilterText
        {
            State = ["unrouted", "Quarantined"],
            Topic = ["label_updated", "MOVE", "WORKFLOW_ACTION"],
            Project = "p",
            Webhook = "-",
            SecretMark = "0A1B2C3D",
            Contains = "bad",
            From = "2026-01-01",
            To = "2026-01-02T03:04:05+01:00",
        }.Read(faults, Now);

        Assert.False(faults.Any);
        Assert.Equal([DeliveryState.Unrouted, DeliveryState.Quarantined], filter.States);
        Assert.Equal([LabelboxTopic.LabelUpdated, LabelboxTopic.WorkflowAction], filter.Topics);
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), filter.From);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 2, 4, 5, TimeSpan.Zero), filter.To);
        Assert.Equal((string.Empty, "0a1b2c3d", "bad"), (filter.Webhook, filter.SecretMark, filter.Contains));
        Assert.Equal(filter with { States = [], Topics = [] }, FilterText.Of(filter).Read(faults, Now) with { States = [], Topics = [] });
    }

    [Theory]
    [InlineData("state", "1")]
    [InlineData("state", "gone")]
    [InlineData("topic", "LABEL_RENAMED")]
    [InlineData("from", "yesterday")]
    [InlineData("to", "99999-01-01")]
    [InlineData("project", "")]
    [InlineData("webhook", " ")]
    [InlineData("secretMark", "0a1b2c3")]
    [InlineData("secretMark", "0a1b2c3g")]
    [InlineData("contains", "")]
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
            Webhook = Of("webhook")?[0],
            SecretMark = Of("secretMark")?[0],
            Contains = Of("contains")?[0],
        }.Read(faults, Now, "filter.");

        Assert.Equal([$"filter.{name}"], ((Microsoft.AspNetCore.Http.HttpValidationProblemDetails)faults.Problem().ProblemDetails).Errors.Keys);

        string[]? Of(string part) => string.Equals(part, name, StringComparison.Ordinal) ? [value] : null;
    }

    [Theory]
    [InlineData("""{}""", false)]
    [InlineData("""{"topic":["LABEL_UPDATED"],"webhook":"main","secretMark":"0a1b2c3d","error":"x"}""", false)]
    [InlineData("""{"state":["relayed","quarantined"]}""", false)]
    [InlineData("""{"state":["accepted"]}""", false)]
    [InlineData("""{"from":"2026-01-30T10:00:00Z"}""", false)]
    [InlineData("""{"from":"2026-01-30T00:00:00Z","to":"2026-01-31T02:00:00Z"}""", false)]
    [InlineData("""{"to":"2026-01-31T12:00:00Z"}""", false)]
    [InlineData("""{"from":"2026-01-30T12:00:00Z"}""", true)]
    [InlineData("""{"from":"2025-01-30T12:00:00Z","to":"2025-01-31T12:00:00Z"}""", true)]
    [InlineData("""{"state":["quarantined","duplicate","unrouted"]}""", true)]
    [InlineData("""{"id":"d"}""", true)]
    [InlineData("""{"project":"p"}""", true)]
    [InlineData("""{"dataRow":"r"}""", true)]
    [InlineData("""{"label":"l"}""", true)]
    public void Payloads_are_searched_within_a_day_or_with_an_indexed_condition_only(string others, bool isAllowed)
    {
        var faults = new ValidationErrors();
        var filter = System.Text.Json.JsonSerializer.Deserialize(others, AdminJson.Default.FilterText)! with { Contains = "x" };
        filter.Read(faults, Now, "filter.");

        Assert.Equal(isAllowed ? [] : ["filter.contains"], ((Microsoft.AspNetCore.Http.HttpValidationProblemDetails)faults.Problem().ProblemDetails).Errors.Keys);
        Assert.False(Errors(filter with { Contains = null }).Any);

        static ValidationErrors Errors(FilterText text)
        {
            var errors = new ValidationErrors();
            text.Read(errors, Now);
            return errors;
        }
    }

    [Fact]
    public void Command_line_offers_every_condition_of_the_api() =>
        Assert.Equal(
            FilterText.SingleValued.Concat(FilterText.Repeatable).Order(StringComparer.Ordinal),
            WebhookRelay.Cli.Deliveries.FilterOptions.Conditions.Append("id").Order(StringComparer.Ordinal));

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
