using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using WebhookRelay.Ledger;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Relaying;

public sealed class QuarantineTests : IDisposable
{
    private static readonly byte[] Row = """{"data_row":{"id":"row-1"},"projects":{"project-1":{}}}"""u8.ToArray();

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"quarantine-{Guid.NewGuid():N}");
    private readonly CollectingPublisher _publisher = new();
    private readonly ServiceProvider _meters = new ServiceCollection().AddMetrics().BuildServiceProvider();

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _meters.Dispose();
        Directory.Delete(_path, recursive: true);
    }

    public static TheoryData<byte[], string> NotUnderstood { get; } = new()
    {
        { [], "not-json: the body is empty" },
        { "{\"data_row\":\n{\"id\":secret}}"u8.ToArray(), "not-json: line 2, byte 7" },
        { [(byte)'{', (byte)'"', 0xFF], "not-json: not UTF-8 at byte 3" },
        { "[1,2]"u8.ToArray(), "not-an-object: the body is JSON, but its first byte opens no object" },
        { Encoding.UTF8.GetBytes(new string('[', 20_000)), "too-deep: more than 16384 levels at line 1, byte 16385" },
    };

    [Theory]
    [MemberData(nameof(NotUnderstood))]
    public async Task Unreadable_delivery_keeps_its_bytes_and_a_reason(byte[] body, string reason)
    {
        long sequence;
        await using (var ledger = Open())
        {
            var (entry, _) = await ledger.AppendAsync(Delivery(body));
            sequence = entry.Sequence;
            await (await Relays.Over(ledger, _publisher, _meters).AdmitAsync(entry, body, attempts: 0, Ending));
            await ledger.WhenSettledAsync(sequence, Ending);
        }

        await using var again = Open();
        Assert.Equal(new Settlement(DeliveryState.Quarantined, 1, RoutingKey: null, reason), Bare(again.ReadSettlement(sequence)));
        Assert.Equal(body, Assert.IsType<EntryBody.InMemory>(again.ReadBody(sequence)).Bytes.ToArray());
        Assert.Equal(0, again.Status.Pending);
        Assert.Empty(_publisher.Events);
    }

    [Fact]
    public async Task Delivery_quarantined_by_an_older_version_is_relayed_on_replay()
    {
        long sequence;
        await using (var older = Open())
        {
            sequence = (await older.AppendAsync(Delivery(Row))).Entry.Sequence;
            older.Settle(sequence, new Settlement(DeliveryState.Quarantined, 1, RoutingKey: null, "not-understood: member data_row"));
            await older.WhenSettledAsync(sequence, Ending);
        }

        await using var ledger = Open();
        Assert.Equal(DeliveryState.Quarantined, ledger.ReadSettlement(sequence)!.State);
        var entry = ledger.Find(sequence)!;
        var settlement = await (await Relays.Over(ledger, _publisher, _meters).AdmitAsync(entry, ledger.ReadBody(sequence)!, attempts: 1, Ending));

        Assert.Equal(new Settlement(DeliveryState.Relayed, 2, "label.updated.project-1", Error: null), Bare(settlement));
        var published = Assert.Single(_publisher.Events);
        Assert.Equal(("id-1", "label.updated.project-1"), (published.Id, published.RoutingKey));
        SameJson.Assert(Row, Encoding.UTF8.GetBytes(JsonNode.Parse(published.Body)!["data"]!.ToJsonString()));
    }

    /// <summary>Without the time and the index keys.</summary>
    private static Settlement? Bare(Settlement? settlement) => settlement is null ? null : settlement with { At = default, Facts = EntryFacts.None };

    private DeliveryLedger Open()
    {
        var ledger = new DeliveryLedger(new FixedOptions<LedgerOptions>(new LedgerOptions { Path = _path, RefuseAt = 0, WarnAt = 0 }), TimeProvider.System, NullLoggerFactory.Instance);
        ledger.Open();
        return ledger;
    }

    private static VerifiedDelivery Delivery(byte[] body) => new("id-1", "LABEL_UPDATED", string.Empty, "mark", [], body, TraceParent: null);
}
