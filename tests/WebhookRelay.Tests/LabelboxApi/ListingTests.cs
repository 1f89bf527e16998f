using System.Globalization;
using WebhookRelay.Contracts;
using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Tests.LabelboxApi;

public sealed class ListingTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Webhook_is_read_from_the_API()
    {
        using var labelbox = new LabelboxStub().Answers(SampleResponses.Project([SampleResponses.Webhook("w1")]));

        var webhook = Assert.Single(await labelbox.Webhooks.ListForProjectAsync("p1", Cancelled));

        Assert.Equal(("w1", "https://relay.example/w1", WebhookStatus.Active, "ACTIVE"), (webhook.Id, webhook.Url, webhook.Status, webhook.StatusText));
        Assert.Equal(["LABEL_CREATED", "MOVE"], webhook.Topics);
        Assert.Equal(new DateTimeOffset(2024, 5, 1, 10, 0, 0, TimeSpan.Zero), webhook.CreatedAt);
        Assert.Equal(new DateTimeOffset(2024, 5, 2, 11, 30, 0, TimeSpan.Zero), webhook.UpdatedAt);
        Assert.True(webhook.Has(LabelboxTopic.WorkflowAction));
        Assert.False(webhook.Has(LabelboxTopic.LabelDeleted));
    }

    [Theory]
    [InlineData("ACTIVE", WebhookStatus.Active)]
    [InlineData("INACTIVE", WebhookStatus.Inactive)]
    [InlineData("REVOKED", WebhookStatus.Revoked)]
    [InlineData("PAUSED", WebhookStatus.Unknown)]
    public async Task Unknown_status_is_kept_as_text(string text, WebhookStatus status)
    {
        using var labelbox = new LabelboxStub().Answers(SampleResponses.Organization([$$"""{"id":"w1","status":"{{text}}","topics":["BATCH_CLOSED"],"url":"u","more":1}"""]));

        var webhook = Assert.Single(await labelbox.Webhooks.ListForOrganizationAsync(Cancelled));

        Assert.Equal((status, text), (webhook.Status, webhook.StatusText));
        Assert.Equal(["BATCH_CLOSED"], webhook.Topics);
        Assert.False(webhook.Has(LabelboxTopic.Other));
    }

    [Theory]
    [InlineData("""{"id":"w1"}""")]
    [InlineData("""{"id":"w1","url":null,"status":null,"topics":null,"createdAt":null,"updatedAt":null}""")]
    [InlineData("""{"id":"w1","url":{},"status":[],"topics":{},"createdAt":"soon","updatedAt":false}""")]
    public async Task Only_the_id_is_required(string row)
    {
        using var labelbox = new LabelboxStub().Answers(SampleResponses.Project([row]));

        var webhook = Assert.Single(await labelbox.Webhooks.ListForProjectAsync("p1", Cancelled));

        Assert.Equal(("w1", "", WebhookStatus.Unknown, ""), (webhook.Id, webhook.Url, webhook.Status, webhook.StatusText));
        Assert.Empty(webhook.Topics);
        Assert.Null(webhook.CreatedAt);
        Assert.Null(webhook.UpdatedAt);
    }

    [Fact]
    public async Task Single_topic_string_is_a_list()
    {
        using var labelbox = new LabelboxStub().Answers(SampleResponses.Project(["""{"id":"w1","topics":"LABEL_CREATED"}"""]));

        Assert.Equal(["LABEL_CREATED"], Assert.Single(await labelbox.Webhooks.ListForProjectAsync("p1", Cancelled)).Topics);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(99, 1)]
    [InlineData(100, 2)]
    [InlineData(101, 2)]
    [InlineData(250, 3)]
    public async Task Paging_ends_at_the_first_page_that_is_not_full(int webhooks, int pages)
    {
        using var labelbox = new LabelboxStub();
        var ids = Enumerable.Range(0, webhooks).Select(Id).ToList();
        for (var page = 0; page < pages; page++)
        {
            labelbox.Answers(SampleResponses.Project(ids.Skip(page * 100).Take(100).Select(SampleResponses.Webhook)));
        }

        Assert.Equal(ids, (await labelbox.Webhooks.ListForProjectAsync("p1", Cancelled)).Select(webhook => webhook.Id));

        var texts = labelbox.Bodies.Select(body => (string)body["query"]!).ToList();
        Assert.Equal(pages, texts.Count);
        Assert.All(texts, (text, page) => Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"webhooks(skip: {page * 100} first: 100)"), text, StringComparison.Ordinal));
        Assert.All(labelbox.Bodies, body => Assert.Equal("p1", (string?)body["variables"]!["param_0"]));
    }

    [Fact]
    public async Task Webhook_on_two_pages_is_listed_once()
    {
        using var labelbox = new LabelboxStub()
            .Answers(SampleResponses.Organization(Enumerable.Range(0, 100).Select(Id).Select(SampleResponses.Webhook)))
            .Answers(SampleResponses.Organization(Enumerable.Range(99, 3).Select(Id).Select(SampleResponses.Webhook)));

        Assert.Equal(Enumerable.Range(0, 102).Select(Id), (await labelbox.Webhooks.ListForOrganizationAsync(Cancelled)).Select(webhook => webhook.Id));
    }

    [Fact]
    public async Task Server_that_ignores_skip_ends_the_paging()
    {
        var page = SampleResponses.Organization(Enumerable.Range(0, 100).Select(Id).Select(SampleResponses.Webhook));
        using var labelbox = new LabelboxStub().Answers(page).Answers(page).Answers(page);

        Assert.Equal(100, (await labelbox.Webhooks.ListForOrganizationAsync(Cancelled)).Count);
        Assert.Equal(2, labelbox.Requests.Count);
    }

    [Theory]
    [InlineData("""{"data":{"project":{"webhooks":null}}}""")]
    [InlineData("""{"data":{"project":{}}}""")]
    [InlineData("""{"errors":[],"data":{"project":{"webhooks":[]}}}""")]
    [InlineData("""{"errors":null,"data":{"project":{"webhooks":[]}}}""")]
    [InlineData("\uFEFF{\"data\":{\"project\":{\"webhooks\":[]}}}")]
    public async Task No_webhook_is_an_empty_list(string answer)
    {
        using var labelbox = new LabelboxStub().Answers(answer);

        Assert.Empty(await labelbox.Webhooks.ListForProjectAsync("p1", Cancelled));
    }

    [Fact]
    public async Task Null_project_or_webhook_is_not_found()
    {
        using var labelbox = new LabelboxStub()
            .Answers("""{"data":{"project":null}}""")
            .Answers("""{"data":{"webhook":null}}""")
            .Answers("""{"data":{"updateWebhook":null}}""")
            .Answers("""{"data":{"updateWebhook":null}}""");

        await Assert.ThrowsAsync<LabelboxNotFoundException>(() => labelbox.Webhooks.ListForProjectAsync("p1", Cancelled));
        await Assert.ThrowsAsync<LabelboxNotFoundException>(() => labelbox.Webhooks.GetProjectOfWebhookAsync("w1", Cancelled));
        await Assert.ThrowsAsync<LabelboxNotFoundException>(() => labelbox.Webhooks.UpdateAsync("w1", new WebhookPatch("https://a.example"), Cancelled));
        await Assert.ThrowsAsync<LabelboxNotFoundException>(() => labelbox.Webhooks.DeactivateAsync("w1", Cancelled));
    }

    [Fact]
    public async Task Organisation_webhook_has_no_project()
    {
        using var labelbox = new LabelboxStub().Answers("""{"data":{"webhook":{"project":null}}}""");

        Assert.Null(await labelbox.Webhooks.GetProjectOfWebhookAsync("w1", Cancelled));
    }

    [Theory]
    [InlineData(LabelboxTopic.LabelCreated, "LABEL_CREATED")]
    [InlineData(LabelboxTopic.LabelUpdated, "LABEL_UPDATED")]
    [InlineData(LabelboxTopic.LabelDeleted, "LABEL_DELETED")]
    [InlineData(LabelboxTopic.WorkflowAction, "WORKFLOW_ACTION")]
    [InlineData(LabelboxTopic.ReviewCreated, "REVIEW_CREATED")]
    [InlineData(LabelboxTopic.ReviewUpdated, "REVIEW_UPDATED")]
    [InlineData(LabelboxTopic.ReviewDeleted, "REVIEW_DELETED")]
    public void Topic_maps_to_its_API_name(LabelboxTopic topic, string name)
    {
        Assert.Equal(name, WebhookTopics.NameOf(topic));
        Assert.Equal(topic, LabelboxTopics.FromHeader(name));
    }

    [Fact]
    public void Topic_lists_are_compared_as_sets()
    {
        Assert.True(WebhookTopics.Same(["label_created", "MOVE"], ["WORKFLOW_ACTION", "LABEL_CREATED", "LABEL_CREATED"]));
        Assert.False(WebhookTopics.Same(["LABEL_CREATED"], ["LABEL_CREATED", "BATCH_CLOSED"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => WebhookTopics.NameOf(LabelboxTopic.Other));
    }

    private static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"w{number}");
}
