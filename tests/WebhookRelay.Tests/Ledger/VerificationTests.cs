using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using WebhookRelay.Ledger;
using WebhookRelay.Tests.Support;
using WebhookRelay.Verifying;

namespace WebhookRelay.Tests.Ledger;

/// <summary>Ten entries, one of them without a body and one with a file, and methods that tamper with them.</summary>
public sealed class VerificationTests : IAsyncLifetime
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"ledger-{Guid.NewGuid():N}");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly List<LedgerEntry> _entries = [];
    private string _ledgerId = string.Empty;

    public async ValueTask InitializeAsync()
    {
        await using var ledger = Open();
        _ledgerId = ledger.LedgerId;
        for (var i = 0; i < 10; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            var entry = i is 7
                ? (await LargeBodies.AppendAsync(ledger, $"id-{i}", Encoding.UTF8.GetBytes($"a large body {i}"))).Entry
                : (await ledger.AppendAsync(Delivery($"id-{i}", i is 5 ? string.Empty : $"body {i}"))).Entry;
            _entries.Add(entry);
        }

        ledger.Settle(_entries[9].Sequence, new Settlement(DeliveryState.Relayed, 1, "label.updated.p", Error: null));
        await ledger.WhenSettledAsync(_entries[9].Sequence, TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_path, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Verification_counts_all_entries_and_matches_kept_events()
    {
        var verdict = Verify([.. _entries.Select(KeptOf)]);
        Assert.Null(verdict.Fault);
        Assert.Equal((10, _entries.Sum(entry => entry.BodyLength), _entries[0].AcceptedAt, _entries[9].AcceptedAt), (verdict.Entries, verdict.Bytes, verdict.First!.Value, verdict.Last));
    }

    [Fact]
    public async Task Verification_works_during_writes()
    {
        await using var ledger = Open();
        await ledger.AppendAsync(Delivery("id-10", "body"));
        Assert.Equal((11, null), (Verify().Entries, Verify().Fault));
        await ledger.AppendAsync(Delivery("id-11", "body"));
        Assert.Equal((12, null), (Verify().Entries, Verify().Fault));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(9)]
    public void Changed_entry_is_named(int index)
    {
        var entry = _entries[index];
        Change(batch => Put(batch, entry with { Event = "LABEL_DELETED" }, BytesBefore(index)));
        Assert.Equal($"entry {entry.Sequence} ({entry.Id}) was changed", Verify().Fault);
    }

    [Theory]
    [InlineData(0, "an entry before")]
    [InlineData(4, "one was removed")]
    [InlineData(7, "one was removed")]
    public void Removed_entry_is_named_by_its_neighbours(int index, string said)
    {
        Change(batch => Remove(batch, index));
        var verdict = Verify();
        Assert.Contains(said, verdict.Fault, StringComparison.Ordinal);
        Assert.Contains($"{_entries[index + 1].Sequence}", verdict.Fault, StringComparison.Ordinal);
        Assert.Equal(index, verdict.Entries);
    }

    [Fact]
    public void Removed_entry_without_a_body_is_detected()
    {
        Change(batch => Remove(batch, 5));
        Assert.Equal($"entry {_entries[6].Sequence} ({_entries[6].Id}) was changed", Verify().Fault);
    }

    [Fact]
    public void Swapped_entries_are_named()
    {
        Change(batch =>
        {
            batch.Put(ColumnFamily.Entries, EntryCodec.Key(_entries[2].Sequence), EntryCodec.Encode(_entries[3], BytesBefore(2)));
            batch.Put(ColumnFamily.Entries, EntryCodec.Key(_entries[3].Sequence), EntryCodec.Encode(_entries[2], BytesBefore(3)));
        });
        Assert.Equal($"entry {_entries[3].Sequence} was moved to where entry {_entries[2].Sequence} belongs", Verify().Fault);
    }

    [Fact]
    public void Corrupt_record_is_named()
    {
        Change(batch => batch.Put(ColumnFamily.Entries, EntryCodec.Key(_entries[2].Sequence), "none"u8));
        Assert.Equal($"the record of entry {_entries[2].Sequence} is invalid", Verify().Fault);
    }

    [Fact]
    public void Changed_or_removed_body_is_named()
    {
        var file = Assert.Single(LargeBodies.Named(_path));
        File.WriteAllText(file, "a large body X");
        Assert.Equal($"the body of entry {_entries[7].Sequence} (id-7), '{file}', was changed", Verify().Fault);
        File.Delete(file);
        Assert.Equal($"the body of entry {_entries[7].Sequence} (id-7) was removed", Verify().Fault);
        Change(batch => batch.Put(ColumnFamily.Bodies, EntryCodec.Key(_entries[3].Sequence), "body X"u8));
        Assert.Equal($"the body of entry {_entries[3].Sequence} (id-3) was changed", Verify().Fault);
        Change(batch => batch.Delete(ColumnFamily.Bodies, EntryCodec.Key(_entries[1].Sequence)));
        Assert.Equal($"the body of entry {_entries[1].Sequence} (id-1) was removed", Verify().Fault);
    }

    [Fact]
    public void Truncated_ledger_is_detected_by_leftovers_or_a_kept_event()
    {
        Change(batch => batch.Delete(ColumnFamily.Entries, EntryCodec.Key(_entries[9].Sequence)));
        Assert.Equal($"entry {_entries[9].Sequence}, behind the newest, was removed", Verify().Fault);
        Change(batch => Remove(batch, 9));
        Assert.Null(Verify().Fault);
        Assert.Contains("of the kept event id-9, is not there", Verify([KeptOf(_entries[9])]).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Rewritten_chain_is_detected_by_a_kept_event()
    {
        Change(batch =>
        {
            var link = _entries[3].Hash;
            for (var i = 4; i < 10; i++)
            {
                var entry = i is 4 ? _entries[i] with { Webhook = "another" } : _entries[i];
                link = EntryCodec.Link(link.Span, entry);
                Put(batch, entry with { Hash = link }, BytesBefore(i));
            }
        });
        Assert.Null(Verify().Fault);
        Assert.Null(Verify([KeptOf(_entries[3])]).Fault);
        Assert.Contains($"entry {_entries[8].Sequence} (id-8) has another ledgerhash", Verify([KeptOf(_entries[3]), KeptOf(_entries[8])]).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Event_of_another_ledger_is_rejected()
        => Assert.Contains("belongs to the ledger other", Verify([KeptOf(_entries[3]) with { LedgerId = "other" }]).Fault, StringComparison.Ordinal);

    [Fact]
    public void Entries_removed_by_retention_are_no_fault()
    {
        Change(batch =>
        {
            LedgerChain.PutRemoved(batch, new ChainHead(_entries[2].Sequence, _entries[2].Hash.ToArray(), BytesBefore(3)));
            for (var i = 0; i < 3; i++)
            {
                Remove(batch, i);
            }
        });
        var verdict = Verify([KeptOf(_entries[1]), KeptOf(_entries[4])]);
        Assert.Equal((null, 7, 1, _entries[2].Sequence), (verdict.Fault, verdict.Entries, verdict.Incomparable, verdict.Removed));
    }

    [Fact]
    public void Missing_ledger_is_not_created()
    {
        var nowhere = Path.Combine(_path, "nowhere");
        using var store = new LedgerStore(nowhere);
        Assert.Contains("Ledger:Path", Assert.Throws<LedgerUnavailableException>(store.OpenReadOnly).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(nowhere));
    }

    [Fact]
    public void Kept_events_are_read_from_files_with_one_or_many()
    {
        var file = Path.Combine(_path, "kept.json");
        File.WriteAllText(file, """{"id":"a","sequence":"00012","ledgerid":"l","ledgerhash":"h","data":{}}""" + "\n" + """{"id":"b","sequence":"13","ledgerid":"l","ledgerhash":"i"}""");
        Assert.Equal([new SavedEvent("a", "l", 12, "h"), new SavedEvent("b", "l", 13, "i")], SavedEvent.ReadAll(file));

        foreach (var (text, said) in new[] { ("{", "line 1"), ("", "no event"), ("[]", "event 1"), ("""{"id":"a","sequence":"x","ledgerid":"l","ledgerhash":"h"}""", "'sequence'"), ("""{"id":"a"}""", "'sequence'") })
        {
            File.WriteAllText(file, text);
            var refusal = Assert.Throws<FormatException>(() => SavedEvent.ReadAll(file));
            Assert.Contains(said, refusal.Message, StringComparison.Ordinal);
            Assert.Contains(file, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Backup_contains_earlier_entries_and_is_a_ledger()
    {
        var options = new FixedOptions<LedgerOptions>(new LedgerOptions { Path = _path, BackupPath = Path.Combine(_path, "backups") });
        LedgerBackup backup;
        await using (var ledger = Open())
        {
            backup = new LedgerBackups(ledger, options, _time, NullLogger<LedgerBackups>.Instance).Take();
            await ledger.AppendAsync(Delivery("later", "later"));
        }

        Assert.Equal(_entries[9].Sequence, backup.Head);
        Assert.Equal([backup.Path], Directory.GetDirectories(options.CurrentValue.BackupPath!));
        Assert.Null(Verify([.. _entries.Select(KeptOf)], backup.Path).Fault);
        Assert.Equal(10, Verify(path: backup.Path).Entries);
        Assert.Equal(11, Verify().Entries);

        await using var restored = Open(backup.Path);
        Assert.Equal((_ledgerId, 9L), (restored.LedgerId, restored.Status.Pending));
        Assert.Null(restored.Store.Ids.First("later"));
        await restored.AppendAsync(Delivery("after the restore", "body"));
    }

    [Fact]
    public async Task Failed_backup_names_the_key_and_leaves_nothing()
    {
        var file = Path.Combine(_path, "a file");
        await File.WriteAllTextAsync(file, "in the way", TestContext.Current.CancellationToken);
        await using var ledger = Open();
        var backups = new LedgerBackups(ledger, new FixedOptions<LedgerOptions>(new LedgerOptions { Path = _path, BackupPath = file }), _time, NullLogger<LedgerBackups>.Instance);
        Assert.Contains("Ledger:BackupPath", Assert.Throws<LedgerUnavailableException>(backups.Take).Message, StringComparison.Ordinal);
    }

    private VerificationResult Verify(IReadOnlyList<SavedEvent>? kept = null, string? path = null)
    {
        using var store = new LedgerStore(path ?? _path);
        store.OpenReadOnly();
        return new LedgerVerifier(store, _time).Verify(kept ?? [], _ => { });
    }

    private SavedEvent KeptOf(LedgerEntry entry) => new(entry.Id, _ledgerId, entry.Sequence, Convert.ToHexStringLower(entry.Hash.Span));

    private long BytesBefore(int index) => _entries.Take(index).Sum(entry => entry.BodyLength);

    private static void Put(LedgerBatch batch, LedgerEntry entry, long bytesBefore) => batch.Put(ColumnFamily.Entries, EntryCodec.Key(entry.Sequence), EntryCodec.Encode(entry, bytesBefore));

    /// <summary>With every record of it.</summary>
    private void Remove(LedgerBatch batch, int index)
    {
        foreach (var family in new[] { ColumnFamily.Entries, ColumnFamily.Bodies, ColumnFamily.Settlements, ColumnFamily.Pending })
        {
            batch.Delete(family, EntryCodec.Key(_entries[index].Sequence));
        }
    }

    private void Change(Action<LedgerBatch> change)
    {
        using var database = new LedgerDatabase(_path);
        database.Open();
        database.Write(change, sync: true);
    }

    private DeliveryLedger Open(string? path = null)
    {
        var ledger = new DeliveryLedger(new FixedOptions<LedgerOptions>(new LedgerOptions { Path = path ?? _path, RefuseAt = 0, WarnAt = 0 }), _time, NullLoggerFactory.Instance);
        ledger.Open();
        return ledger;
    }

    private static VerifiedDelivery Delivery(string id, string body) => new(id, "LABEL_UPDATED", string.Empty, "mark", [], Encoding.UTF8.GetBytes(body), TraceParent: null);
}
