using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using WebhookRelay.Contracts;
using WebhookRelay.Deduplication;
using WebhookRelay.Ledger;
using WebhookRelay.Telemetry;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Ledger;

/// <summary>One delivery id with several bodies: ownership, knowledge over time, and records of an earlier version.</summary>
public sealed class DeliveryIdIndexTests : IAsyncLifetime
{
    private static readonly Settlement Relayed = new(DeliveryState.Relayed, 1, "label.updated.p", Error: null);

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"ledger-{Guid.NewGuid():N}");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly DeliveryLedger _ledger;

    public DeliveryIdIndexTests() => _ledger = new DeliveryLedger(
        new FixedOptions<LedgerOptions>(new LedgerOptions { Path = _path, RefuseAt = 0, WarnAt = 0 }), _time, NullLoggerFactory.Instance);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _ledger.Open();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        Directory.Delete(_path, recursive: true);
    }

    [Fact]
    public async Task Every_body_of_an_id_is_known_for_every_webhook()
    {
        Assert.False((await AppendAsync("one", "a")).Duplicate);
        Assert.False((await AppendAsync("two", "b")).Duplicate);
        var appended = await Task.WhenAll(from webhook in (string[])["one", "two", "three"] from body in (string[])["a", "b"] select AppendAsync(webhook, body));

        Assert.All(appended, each => Assert.True(each.Duplicate));
    }

    [Fact]
    public async Task Repeat_in_the_same_batch_is_known()
    {
        var appended = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => AppendAsync(i % 2 is 0 ? "one" : "two", i % 4 < 2 ? "a" : "b")));

        Assert.Equal(2, appended.Count(each => !each.Duplicate));
        Assert.Equal(2, appended.Select(each => each.Entry.Sequence).Distinct().Count());
    }

    [Theory]
    [InlineData("one", "mark", true)]
    [InlineData("ONE", "mark", true)]
    [InlineData("two", "mark", false)]
    [InlineData("", "mark", false)]
    [InlineData("one", "other", false)]
    public async Task Another_body_from_the_same_webhook_and_secret_is_an_id_reuse(string webhook, string mark, bool isReused)
    {
        var first = (await AppendAsync("one", "a")).Entry;
        var second = (await AppendAsync(webhook, "b", mark)).Entry;

        Assert.IsType<IdUse.None>(_ledger.Store.Ids.PreviousUse(first));
        Assert.Equal(isReused ? new IdUse.BySameOrigin(first.Sequence) : new IdUse.ByOtherOrigin(), _ledger.Store.Ids.PreviousUse(second));
    }

    [Fact]
    public async Task Second_webhook_of_an_id_can_reuse_it_too()
    {
        await AppendAsync("one", "a");
        var second = (await AppendAsync("two", "b")).Entry;
        var third = (await AppendAsync("two", "c")).Entry;

        Assert.IsType<IdUse.ByOtherOrigin>(_ledger.Store.Ids.PreviousUse(second));
        Assert.Equal(new IdUse.BySameOrigin(second.Sequence), _ledger.Store.Ids.PreviousUse(third));
    }

    [Fact]
    public async Task Id_is_known_up_to_the_window_after_its_entries_are_gone()
    {
        SettleRelayed(await AppendAsync("one", "a"), await AppendAsync("two", "b"));
        await RemoveAsync(after: TimeSpan.FromDays(2));

        Assert.True((await AppendAsync("three", "a")).Duplicate);
        Assert.True((await AppendAsync("one", "b")).Duplicate);
        Assert.IsType<IdUse.BySameOrigin>(_ledger.Store.Ids.PreviousUse((await AppendAsync("one", "c")).Entry));
        Assert.IsType<IdUse.ByOtherOrigin>(_ledger.Store.Ids.PreviousUse((await AppendAsync("three", "d")).Entry));

        _time.Advance(TimeSpan.FromDays(6));
        Retention().Apply();
        Assert.Null(_ledger.Store.Ids.First("shared"));
    }

    [Fact]
    public async Task Orphaned_record_of_an_earlier_version_is_ignored()
    {
        var first = (await AppendAsync("one", "a")).Entry;
        SettleRelayed(new AppendResult(first, Duplicate: false));
        await RemoveAsync(after: TimeSpan.FromDays(2));
        // The old format, without the source of the delivery.
        _ledger.Store.Database.Write(batch => batch.Put(ColumnFamily.Ids, "shared"u8, [.. EntryCodec.Key(first.Sequence), .. first.BodyDigest.Span]), sync: false);

        Assert.True((await AppendAsync("two", "a")).Duplicate);
        Assert.IsType<IdUse.ByOtherOrigin>(_ledger.Store.Ids.PreviousUse((await AppendAsync("one", "b")).Entry));
    }

    [Fact]
    public async Task Entry_of_an_earlier_version_is_distinguished_from_a_reuse()
    {
        var first = (await AppendAsync("one", "a")).Entry;
        var second = (await AppendAsync("two", "b")).Entry;
        var third = (await AppendAsync("one", "c")).Entry;
        _ledger.Store.Database.Write(
            batch =>
            {
                batch.Delete(ColumnFamily.Ids, Encoding.UTF8.GetBytes(second.ReplacementId));
                batch.Delete(ColumnFamily.Ids, Encoding.UTF8.GetBytes(third.ReplacementId));
            },
            sync: false);

        Assert.IsType<IdUse.ByOtherOrigin>(_ledger.Store.Ids.PreviousUse(second));
        Assert.Equal(new IdUse.BySameOrigin(first.Sequence), _ledger.Store.Ids.PreviousUse(third));
        SettleRelayed(new AppendResult(first, false), new AppendResult(second, false), new AppendResult(third, false));
        await RemoveAsync(after: TimeSpan.FromDays(2));
    }

    [Fact]
    public void A_settlement_of_an_earlier_version_is_read()
    {
        var known = Relayed with { ReplayId = "replay", EventId = "own" };
        var record = SettlementCodec.Encode(known);

        Assert.Equal(known, SettlementCodec.DecodeSettlement(record));
        Assert.Equal(known with { EventId = null }, SettlementCodec.DecodeSettlement(record.AsMemory(0, record.Length - sizeof(int) - "own".Length)));
    }

    [Fact]
    public void Derived_id_stays_within_the_length_limit()
    {
        var digest = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();

        Assert.Equal("shared.0001020304050607", EventIdentity.ForReusedId("shared", digest));
        Assert.Equal(new string('x', 239) + ".0001020304050607", EventIdentity.ForReusedId(new string('x', 256), digest));
    }

    private Task<AppendResult> AppendAsync(string webhook, string body, string mark = "mark") =>
        _ledger.AppendAsync(new VerifiedDelivery("shared", "LABEL_UPDATED", webhook, mark, [], Encoding.UTF8.GetBytes(body), TraceParent: null));

    private void SettleRelayed(params AppendResult[] appended) => Array.ForEach(appended, each => _ledger.Settle(each.Entry.Sequence, Relayed));

    /// <summary>Removes everything from the ledger by size.</summary>
    private async Task RemoveAsync(TimeSpan after)
    {
        var last = await AppendAsync("last", Guid.NewGuid().ToString());
        SettleRelayed(last);
        await _ledger.WhenSettledAsync(last.Entry.Sequence, Ending);
        _time.Advance(after);
        Assert.True(Retention().Apply() > 1);
        Assert.Null(_ledger.Find(last.Entry.Sequence));
    }

    private Retention Retention() => new(
        _ledger, new FixedOptions<LedgerOptions>(new LedgerOptions { RetainFor = TimeSpan.FromDays(1) }), () => new DeduplicationOptions().Window,
        new RelayMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()), _time, NullLogger<Retention>.Instance);
}
