using System.Globalization;
using System.Net;
using WebhookRelay.IntegrationTests.Support;
using WebhookRelay.Ledger;

namespace WebhookRelay.IntegrationTests.Administration;

/// <summary>Lists, filters, pages and details through HTTP against a ledger of 100,000 entries.</summary>
[Collection(FilledRelayCollection.Name)]
public sealed class DeliveryListTests(FilledRelay filled)
{
    private static readonly int[] All = [.. Enumerable.Range(0, FilledRelay.Count)];

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Filters() => new()
    {
        { "state=quarantined", "quarantined" },
        { "state=quarantined&state=unrouted", "quarantined or unrouted" },
        { "state=duplicate&project=project-00", "duplicates of a project" },
        { "topic=label_created&project=project-04", "a topic of a project" },
        { "dataRow=row-0123", "a data row" },
        { "dataRow=row-0123&topic=LABEL_UPDATED&project=project-03", "a data row, a topic and a project" },
        { "label=label-054321", "a label" },
        { "label=label-999999", "a label that is not there" },
        { "error=BYTE%203", "text of the error" },
        { "error=duplicate&project=project-00", "text of the error in a project" },
        { "project=project-07&state=relayed", "relayed of a project" },
        { "id=filled-000042", "an id" },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Filter_returns_exactly_the_matches_newest_first(string filter, string what)
    {
        var expected = All.Where(i => Matches(i, filter)).Select(FilledEntries.Id).Reverse().ToList();
        var found = await filled.Admin.ListAsync(filter);

        Assert.Equal(expected, found.Select(delivery => (string)delivery["id"]!).Where(id => id.StartsWith("filled", StringComparison.Ordinal)));
        Assert.Equal(expected.Count is 0, what.EndsWith("not there", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Payloads_webhooks_and_secrets_are_searched_page_by_page()
    {
        var day = $"from={filled.From:yyyy-MM-ddTHH:mm:ssZ}&to={filled.From.AddDays(1):yyyy-MM-ddTHH:mm:ssZ}";
        (string Filter, Func<int, bool> Matches)[] filters =
        [
            ("state=quarantined&contains=" + Uri.EscapeDataString("example/7"), i => FilledEntries.State(i) is DeliveryState.Quarantined && Body(i).Contains("example/7", StringComparison.Ordinal)),
            ("project=project-07&contains=" + Uri.EscapeDataString("\"number\":1007"), i => i % 20 is 7 && Body(i).Contains("\"number\":1007", StringComparison.Ordinal)),
            ($"{day}&contains={Uri.EscapeDataString("\"number\":77777")}", i => i is 77777),
            ("label=label-000123&webhook=-&secretMark=01234567", i => i is 123),
            ("label=label-000123&webhook=main", _ => false),
            ("label=label-000123&secretMark=01234568", _ => false),
        ];
        foreach (var (filter, matches) in filters)
        {
            var found = await filled.Admin.ListAsync(filter);
            Assert.Equal(
                All.Where(matches).Select(FilledEntries.Id).Reverse(),
                found.Select(delivery => (string)delivery["id"]!).Where(id => id.StartsWith("filled", StringComparison.Ordinal)));
        }

        var (status, problem) = await filled.Admin.TryAsync("/deliveries?contains=x");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("at most 24 hours", (string?)problem["detail"], StringComparison.Ordinal);

        static string Body(int i) => System.Text.Encoding.UTF8.GetString(FilledEntries.Body(i));
    }

    [Fact]
    public async Task Time_range_includes_its_start_and_excludes_its_end()
    {
        var (from, to) = (filled.From + TimeSpan.FromMinutes(30), filled.From + TimeSpan.FromMinutes(35));
        var found = await filled.Admin.ListAsync($"from={from:yyyy-MM-ddTHH:mm:ssZ}&to={to:yyyy-MM-ddTHH:mm:ssZ}&project=project-05");

        Assert.NotEmpty(found);
        var batches = found.Select(delivery => DateTimeOffset.Parse((string)delivery["acceptedAt"]!, CultureInfo.InvariantCulture)).ToList();
        Assert.All(batches, at => Assert.InRange(at, from, to.AddTicks(-1)));
        var all = await filled.Admin.ListAsync("project=project-05");
        Assert.Equal(
            all.Select(delivery => (string)delivery["acceptedAt"]!).Count(at => DateTimeOffset.Parse(at, CultureInfo.InvariantCulture) is var time && time >= from && time < to),
            found.Count);
    }

    [Fact]
    public async Task Pages_stay_consistent_while_new_deliveries_arrive()
    {
        var expected = All.Where(i => Matches(i, "project=project-11")).Select(FilledEntries.Id).Reverse().ToList();
        var arrived = 0;
        var found = await filled.Admin.ListAsync(
            "project=project-11",
            limit: 137,
            async () =>
            {
                var id = $"meanwhile-{arrived++}";
                await filled.Line.AcceptedAsync(SamplePayloads.V2(dataRow: id, project: "project-11"), id);
                await filled.Relay.EndsAsync(id, "Relayed");
            });

        Assert.True(arrived > 30);
        Assert.Equal(expected, found.Select(delivery => (string)delivery["id"]!).Where(id => id.StartsWith("filled", StringComparison.Ordinal)));
        Assert.Equal(found.Count, found.Select(delivery => (string)delivery["sequence"]!).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Every_page_is_answered_at_once()
    {
        foreach (var filter in (string[])["limit=50", "project=project-03", "state=quarantined", "error=nothing", "label=label-000001", "dataRow=row-0001&state=quarantined", "topic=REVIEW_DELETED"])
        {
            _ = await filled.Admin.GetAsync($"/deliveries?{filter}");
            var started = TimeProvider.System.GetTimestamp();
            _ = await filled.Admin.GetAsync($"/deliveries?{filter}");
            var took = TimeProvider.System.GetElapsedTime(started);
            TestContext.Current.TestOutputHelper?.WriteLine($"{filter}: {took.TotalMilliseconds:0.0} ms");

            // Milliseconds on an idle machine. The limit detects a full scan.
            Assert.True(took < TimeSpan.FromSeconds(2), $"{filter} took {took}");
        }
    }

    [Fact]
    public async Task Delivery_details_are_complete_with_secrets_masked()
    {
        var detail = (await filled.Admin.GetAsync("/deliveries/filled-000042"))["deliveries"]![0]!;
        Assert.Equal("filled-000042", (string?)detail["delivery"]!["id"]);
        Assert.Equal("relayed", (string?)detail["delivery"]!["state"]);
        Assert.Equal("labelbox", (string?)detail["headers"]!["User-Agent"]);
        Assert.Equal("https://storage.example/42.jpg?***", (string?)detail["payload"]!["data_row"]!["row_data"]);
        Assert.Equal("annotator@example.com", (string?)detail["payload"]!["projects"]!["project-02"]!["labels"]![0]!["label_details"]!["created_by"]);
        Assert.Equal("https://storage.example/42.jpg?***", (string?)detail["event"]!["data"]!["data_row"]!["row_data"]);
        Assert.Equal("com.labelbox.label.updated", (string?)detail["event"]!["type"]);
        Assert.Equal((string?)detail["ledgerHash"], (string?)detail["event"]!["ledgerhash"]);
        Assert.Equal("relayed", (string?)Assert.Single(detail["attempts"]!.AsArray())!["outcome"]);
        Assert.True((bool)detail["masked"]!);
        Assert.DoesNotContain("hidden", detail.ToJsonString(), StringComparison.Ordinal);

        var sequence = (string)detail["delivery"]!["sequence"]!;
        Assert.Equal(detail.ToJsonString(), (await filled.Admin.GetAsync($"/entries/{sequence}")).ToJsonString());
        var broken = (await filled.Admin.GetAsync("/deliveries/filled-000001"))["deliveries"]![0]!;
        Assert.Equal("not json https://storage.example/1?***", (string?)broken["payloadText"]);
        Assert.Null(broken["event"]);
    }

    [Fact]
    public async Task Revealing_secrets_is_logged()
    {
        var detail = (await filled.Admin.GetAsync("/deliveries/filled-000043?reveal=true"))["deliveries"]![0]!;
        Assert.Equal("https://storage.example/43.jpg?X-Goog-Signature=hidden-signature", (string?)detail["payload"]!["data_row"]!["row_data"]);
        Assert.Equal("https://proxy.example/?token=hidden-token", (string?)detail["headers"]!["X-Request-Id"]);
        Assert.False((bool)detail["masked"]!);
        await filled.Relay.WaitForLogAsync(line => line.Contains("LogRevealed", StringComparison.Ordinal) && line.Contains("filled-000043", StringComparison.Ordinal) && line.Contains("127.0.0.1", StringComparison.Ordinal));

        var path = new Uri($"/entries/{(string)detail["delivery"]!["sequence"]!}/payload", UriKind.Relative);
        using var kept = await filled.Admin.Http.GetAsync(path, Ending);
        Assert.Equal(HttpStatusCode.Forbidden, kept.StatusCode);
        Assert.Equal(FilledEntries.Body(43), await filled.Admin.Http.GetByteArrayAsync(new Uri($"{path}?reveal=true", UriKind.Relative), Ending));
    }

    [Fact]
    public async Task Every_entry_of_an_id_is_shown_even_with_special_characters()
    {
        const string Id = "a/b%2F%25?c#d";
        await filled.Line.AcceptedAsync(SamplePayloads.V2(dataRow: "row-id", project: "project-id"), Id);
        await filled.Line.AcceptedAsync(SamplePayloads.V2(dataRow: "row-id", project: "project-id", padding: 10), Id);
        await filled.Admin.StandsAsync(Id, "quarantined", "relayed");

        var details = (await filled.Admin.GetAsync($"/deliveries/{Uri.EscapeDataString(Id)}"))["deliveries"]!.AsArray();
        Assert.Equal(["quarantined", "relayed"], details.Select(detail => (string)detail!["delivery"]!["state"]!));
        Assert.All(details, detail => Assert.Equal(Id, (string?)detail!["delivery"]!["id"]));
    }

    [Theory]
    [InlineData("/deliveries?state=lost", "state")]
    [InlineData("/deliveries?topic=LABEL_RENAMED", "topic")]
    [InlineData("/deliveries?from=yesterday", "from")]
    [InlineData("/deliveries?limit=0", "limit")]
    [InlineData("/deliveries?cursor=abc", "cursor")]
    [InlineData("/deliveries?projekt=p", "query")]
    [InlineData("/events?topic=x", "topic")]
    [InlineData("/events?after=x", "after")]
    [InlineData("/ledger/proof/filled-000001?to=x", "to")]
    public async Task Invalid_query_part_is_named(string path, string name)
    {
        var (status, problem) = await filled.Admin.TryAsync(path);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal([name], problem["errors"]!.AsObject().Select(error => error.Key));
    }

    [Theory]
    [InlineData("/deliveries/unknown")]
    [InlineData("/entries/1")]
    [InlineData("/entries/1/payload")]
    [InlineData("/ledger/proof/unknown")]
    [InlineData("/replays/unknown")]
    [InlineData("/nothing")]
    public async Task Unknown_resource_returns_a_problem(string path)
    {
        var (status, problem) = await filled.Admin.TryAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal(404, (int)problem["status"]!);
    }

    [Fact]
    public async Task The_api_describes_itself()
    {
        var document = await filled.Admin.GetAsync("/openapi/v1.json");
        Assert.Equal(
            [
                "/activity", "/deliveries", "/deliveries/{id}", "/entries/{sequence}", "/entries/{sequence}/payload", "/events", "/find", "/health/live", "/health/ready", "/health/startup", "/ledger/backups",
                "/ledger/proof/{id}", "/ledger/verify", "/payloads/{sha256}", "/refusals", "/replays", "/replays/{id}", "/status", "/subscribers", "/subscriptions", "/subscriptions/apply", "/subscriptions/forget", "/subscriptions/plan",
                "/subscriptions/{name}/retire-old",
            ],
            document["paths"]!.AsObject().Select(path => path.Key).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["contains", "cursor", "dataRow", "error", "from", "id", "label", "limit", "project", "secretMark", "state", "to", "topic", "webhook"],
            document["paths"]!["/deliveries"]!["get"]!["parameters"]!.AsArray().Select(parameter => (string)parameter!["name"]!).Order(StringComparer.Ordinal));
        Assert.NotNull(document["components"]!["schemas"]!["DeliveryDetail"]!["properties"]!["attempts"]);
        Assert.NotNull(document["components"]!["schemas"]!["SubscriptionReport"]!["properties"]!["toDo"]);
        Assert.Equal(["200", "409", "503"], document["paths"]!["/subscriptions/apply"]!["post"]!["responses"]!.AsObject().Select(response => response.Key));
    }

    [Fact]
    public async Task OpenApi_document_has_servers_version_and_tags()
    {
        var document = await filled.Admin.GetAsync("/openapi/v1.json");

        Assert.Equal((string?)(await filled.Admin.GetAsync("/status"))["version"], (string?)document["info"]!["version"]);
        var server = Assert.Single(document["servers"]!.AsArray())!;
        Assert.Equal(filled.Admin.Http.BaseAddress, new Uri((string)server["url"]!));
        var tags = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => (path.Key, Tag: (string?)Assert.Single(operation.Value!["tags"]!.AsArray())))).ToList();
        Assert.Equal(
            ["Activity", "Deliveries", "Events", "Find", "Health", "Ledger", "Payloads", "Refusals", "Replays", "Status", "Subscribers", "Subscriptions"],
            tags.Select(each => each.Tag).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.All(tags, each => Assert.True(each.Key.StartsWith("/entries", StringComparison.Ordinal) ? each.Tag is "Deliveries" : each.Key.StartsWith($"/{each.Tag}", StringComparison.OrdinalIgnoreCase), $"{each.Key}: {each.Tag}"));
        Assert.Equal(tags.Select(each => each.Tag).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), document["tags"]!.AsArray().Select(tag => (string?)tag!["name"]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Proof_can_be_verified_to_the_head_with_sha256_alone()
    {
        var proof = await filled.Admin.GetAsync("/ledger/proof/filled-060000");
        ProofCheck.Follow(proof);
        Assert.InRange(proof["links"]!.AsArray().Count, FilledRelay.Count - 60_001, int.MaxValue);
        Assert.Equal("unrouted", (string?)proof["outcome"]!["state"]);

        var last = (await filled.Admin.GetAsync("/deliveries/filled-060010"))["deliveries"]![0]!;
        var anchored = await filled.Admin.GetAsync($"/ledger/proof/filled-060000?reveal=true&to={(string)last["delivery"]!["sequence"]!}");
        ProofCheck.Follow(anchored);
        Assert.Equal((string?)last["event"]!["ledgerhash"], (string?)anchored["head"]!["hash"]);
        Assert.Equal(10, anchored["links"]!.AsArray().Count);

        anchored["entry"]!["id"] = "filled-060001";
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => ProofCheck.Follow(anchored));
    }

    private static bool Matches(int i, string filter)
    {
        // Values that the payload lacks are not indexed.
        var understood = FilledEntries.State(i) is not DeliveryState.Quarantined;
        return filter.Split('&').GroupBy(part => part.Split('=')[0], part => Uri.UnescapeDataString(part.Split('=')[1]), StringComparer.Ordinal).All(part => part.Any(value => part.Key switch
        {
            "state" => string.Equals(FilledEntries.State(i).ToString(), value, StringComparison.OrdinalIgnoreCase),
            "topic" => string.Equals(FilledEntries.Topic(i), value, StringComparison.OrdinalIgnoreCase),
            "project" => understood && string.Equals(FilledEntries.Project(i), value, StringComparison.Ordinal),
            "dataRow" => understood && string.Equals(FilledEntries.Row(i), value, StringComparison.Ordinal),
            "label" => understood && string.Equals(FilledEntries.Label(i), value, StringComparison.Ordinal),
            "error" => FilledEntries.Error(i)?.Contains(value, StringComparison.OrdinalIgnoreCase) is true,
            "id" => string.Equals(FilledEntries.Id(i), value, StringComparison.Ordinal),
            var other => throw new ArgumentOutOfRangeException(nameof(filter), other, "No such part."),
        }));
    }
}
