using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using WebhookRelay.Benchmarks;
using WebhookRelay.Deduplication;
using WebhookRelay.IntegrationTests.Support;
using WebhookRelay.Ledger;
using WebhookRelay.Telemetry;

namespace WebhookRelay.IntegrationTests.Administration;

/// <summary>Reads the HTTP event stream with a plain client for server-sent events.</summary>
[Collection(FilledRelayCollection.Name)]
public sealed class EventStreamTests(FilledRelay filled)
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stream_starts_at_the_beginning_applies_its_filter_and_continues_live()
    {
        var expected = Enumerable.Range(0, FilledRelay.Count)
            .Where(i => i % FilledEntries.Projects is 8 && i % 4 is 0 && FilledEntries.State(i) is DeliveryState.Relayed).Select(FilledEntries.Id).ToList();
        await using var stream = await Stream.OpenAsync(filled.Admin, "topic=LABEL_CREATED&project=project-08&after=beginning");
        var received = await stream.ReadAsync(expected.Count);
        Assert.Equal(expected, received.Select(item => (string)item.Json["id"]!));
        Assert.All(received, item => Assert.Equal("https://storage.example", ((string)item.Json["data"]!["data_row"]!["row_data"]!)[..23]));
        Assert.DoesNotContain("hidden", received[0].Json.ToJsonString(), StringComparison.Ordinal);

        await filled.Line.AcceptedAsync(SamplePayloads.V2(dataRow: "stream-1", project: "project-08"), "stream-other-topic");
        await filled.Line.AcceptedAsync(SamplePayloads.V2(dataRow: "stream-1", project: "project-08"), "stream-1", "LABEL_CREATED");
        Assert.Equal("stream-1", (string?)Assert.Single(await stream.ReadAsync(1)).Json["id"]);
    }

    [Fact]
    public async Task Reconnecting_reader_resumes_after_the_last_event_it_saw()
    {
        string last;
        await using (var first = await Stream.OpenAsync(filled.Admin, "project=resume"))
        {
            await filled.Line.AcceptedAsync(SamplePayloads.V2(dataRow: "resume-1", project: "resume"), "resume-1");
            last = Assert.Single(await first.ReadAsync(1)).Cursor;
        }

        await filled.Line.AcceptedAsync(SamplePayloads.V2(dataRow: "resume-2", project: "resume"), "resume-2");
        await filled.Line.AcceptedAsync(SamplePayloads.V2(dataRow: "resume-3", project: "resume"), "resume-3");
        await filled.Relay.EndsAsync("resume-3", "Relayed");
        await using var again = await Stream.OpenAsync(filled.Admin, "project=resume", last);
        Assert.Equal(["resume-2", "resume-3"], (await again.ReadAsync(2)).Select(item => (string)item.Json["id"]!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Cursor_of_another_replica_gets_a_gap()
    {
        await using var stream = await Stream.OpenAsync(filled.Admin, "project=none", "0123456789abcdef/1");
        var gap = Assert.Single(await stream.ReadAsync(1));
        Assert.Equal("gap", gap.Name);
        Assert.Equal("another-ledger", (string?)gap.Json["reason"]);
    }

    [Fact]
    public async Task Cursor_older_than_retention_gets_a_gap()
    {
        using var folder = new TemporaryFolder();
        var (path, from) = (folder.File("ledger"), DateTimeOffset.UtcNow.AddDays(-10));
        await LedgerFill.FillAsync(path, 5000, FilledEntries.Make, from, TimeSpan.FromMinutes(2));
        var (cursor, kept) = await RetainAsync(path, TimeSpan.FromDays(8));

        await using var relay = await RelayProcess.StartAsync(("Ledger__Path", path));
        using var admin = new Admin(relay);
        await using var stream = await Stream.OpenAsync(admin, "project=project-08", cursor);
        var received = await stream.ReadAsync(10);
        Assert.Equal("gap", received[0].Name);
        Assert.Equal("retention", (string?)received[0].Json["reason"]);
        Assert.Equal(cursor, (string?)received[0].Json["from"]);
        Assert.Equal(received[0].Cursor, (string?)received[0].Json["to"]);
        Assert.All(received.Skip(1), item => Assert.NotEqual("gap", item.Name));
        Assert.InRange(long.Parse((string)received[1].Json["sequence"]!, CultureInfo.InvariantCulture), kept, long.MaxValue);
    }

    /// <summary>Runs retention on a ledger, and returns an earlier cursor and the lowest remaining sequence.</summary>
    private static async Task<(string Cursor, long Lowest)> RetainAsync(string path, TimeSpan retainFor)
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        await using var ledger = new DeliveryLedger(LedgerFill.OptionsFor(path), TimeProvider.System, NullLoggerFactory.Instance);
        ledger.Open();
        var cursor = $"{ledger.LedgerId}/{ledger.Published.ReadAfter(0, 100).Entries[^1].Number}";
        using var retention = new Retention(
            ledger, LedgerFill.OptionsFor(path, retainFor), () => new DeduplicationOptions().Window,
            new RelayMetrics(services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()), TimeProvider.System, NullLogger<Retention>.Instance);
        Assert.InRange(retention.Apply(), 500, 4000);
        return (cursor, EntryCodec.Sequence(ledger.Store.Database.Scan(ColumnFamily.Entries, EntryCodec.Key(0), 1)[0].Key));
    }

    /// <summary>One open stream.</summary>
    private sealed class Stream : IAsyncDisposable
    {
        private static readonly TimeSpan ComesWithin = TimeSpan.FromMinutes(1);

        private readonly HttpResponseMessage _response;
        private readonly SseParser<string> _parser;
        private readonly IAsyncEnumerator<SseItem<string>> _items;

        private Stream(HttpResponseMessage response, System.IO.Stream body)
        {
            _response = response;
            _parser = SseParser.Create(body);
            _items = _parser.EnumerateAsync(Ending).GetAsyncEnumerator(Ending);
        }

        public static async Task<Stream> OpenAsync(Admin admin, string query, string? lastEventId = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"/events?{query}", UriKind.Relative));
            if (lastEventId is not null)
            {
                request.Headers.Add("Last-Event-ID", lastEventId);
            }

            var response = await admin.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ending);
            Assert.Equal("text/event-stream", response.EnsureSuccessStatusCode().Content.Headers.ContentType?.MediaType);
            return new Stream(response, await response.Content.ReadAsStreamAsync(Ending));
        }


        public async Task<IReadOnlyList<Item>> ReadAsync(int count)
        {
            var items = new List<Item>();
            while (items.Count < count)
            {
                Assert.True(await _items.MoveNextAsync().AsTask().WaitAsync(ComesWithin, Ending));
                if (_items.Current.Data.Length > 0)
                {
                    items.Add(new Item(_items.Current.EventType, _parser.LastEventId, JsonNode.Parse(_items.Current.Data)!));
                }
            }

            return items;
        }

        public ValueTask DisposeAsync()
        {
            _response.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private sealed record Item(string Name, string Cursor, JsonNode Json);
}
