using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using WebhookRelay.Ledger;
using WebhookRelay.Tests.Support;
using static WebhookRelay.Tests.Support.LargeBodies;

namespace WebhookRelay.Tests.Ledger;

/// <summary>The files of a large body at every step, and after a restart.</summary>
public sealed class LargeBodyTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"ledger-{Guid.NewGuid():N}");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    private string[] Named => LargeBodies.Named(_path);

    private string[] Incoming => LargeBodies.Incoming(_path);

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public async Task Large_body_is_stored_by_digest_and_found_after_a_restart()
    {
        var bytes = Bytes("a body");
        AppendResult appended;
        await using (var ledger = Open())
        {
            appended = await AppendAsync(ledger, "large", bytes);
        }

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), Path.GetFileName(Assert.Single(Named)));
        Assert.Empty(Incoming);
        await using var again = Open();
        var taken = await again.TakeAsync(Ending);
        Assert.Equal(appended.Entry, taken.Entry with { Headers = appended.Entry.Headers, BodyDigest = appended.Entry.BodyDigest, Hash = appended.Entry.Hash });
        Assert.Equal(SHA256.HashData(bytes), taken.Entry.BodyDigest.ToArray());
        Assert.Equal(bytes.Length, taken.Entry.BodyLength);
        Assert.Equal(0, taken.Body.BytesInMemory);
        await using var stream = Assert.IsType<EntryBody.InFile>(taken.Body).Open();
        Assert.Equal(bytes, await ReadAsync(stream));
    }

    [Fact]
    public async Task Discarded_body_leaves_nothing()
    {
        await using var ledger = Open();
        using (var incoming = ledger.Payloads.Create(10))
        {
            await incoming.WriteAsync(Segments.Of(Bytes("half of"), 3));
            Assert.Single(Incoming);
        }

        Assert.Empty(Incoming);
        Assert.Empty(Named);
    }

    [Fact]
    public async Task Unreferenced_body_leaves_nothing()
    {
        await using var ledger = Open();
        using var incoming = await WriteAsync(ledger, Bytes("kept"));
        using (await ledger.Payloads.StoreAsync(incoming))
        {
            ledger.Payloads.Sweep(dataBefore: 0);
            Assert.Single(Named);
        }

        Assert.Empty(Named);
    }

    [Fact]
    public async Task Partial_files_of_a_killed_process_are_removed_at_start()
    {
        var ledger = Open();
        var whole = await AppendAsync(ledger, "whole", Bytes("whole"));
        // Neither is disposed, as if the process had ended during the write or before the entry.
        _ = await WriteAsync(ledger, Bytes("written"));
        _ = await ledger.Payloads.StoreAsync(await WriteAsync(ledger, Bytes("renamed")));
        await ledger.DisposeAsync();
        Assert.Single(Incoming);
        Assert.Equal(2, Named.Length);

        await using var again = Open();
        Assert.Empty(Incoming);
        Assert.Equal(Convert.ToHexStringLower(whole.Entry.BodyDigest.Span), Path.GetFileName(Assert.Single(Named)));
    }

    [Fact]
    public async Task Repeated_delivery_keeps_one_file()
    {
        await using var ledger = Open();
        Assert.False((await AppendAsync(ledger, "same", Bytes("body"))).Duplicate);
        Assert.True((await AppendAsync(ledger, "same", Bytes("body"))).Duplicate);

        Assert.Single(Named);
        Assert.Empty(Incoming);
    }

    [Fact]
    public async Task Many_at_once_with_the_same_bytes_share_one_file()
    {
        await using var ledger = Open();
        var appended = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => AppendAsync(ledger, $"id-{i % 4}", Bytes("shared")), Ending)));

        Assert.Equal(4, appended.Count(answer => !answer.Duplicate));
        Assert.Equal(Bytes("shared"), await File.ReadAllBytesAsync(Assert.Single(Named), Ending));
        Assert.Empty(Incoming);
    }

    [Fact]
    public async Task Body_that_exceeds_free_space_is_rejected_at_once()
    {
        await using var ledger = Open(refuseAt: 1);
        var refusal = Assert.Throws<LedgerUnavailableException>(() => ledger.Payloads.Create(long.MaxValue / 2));

        Assert.Contains("Ledger:RefuseAt", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Incoming);
    }

    [Fact]
    public async Task Body_longer_than_declared_is_stopped()
    {
        var options = new FixedOptions<LedgerOptions>(new LedgerOptions { Path = _path, RefuseAt = 0, WarnAt = 0 });
        await using var ledger = Open(options);
        using var incoming = await WriteAsync(ledger, Bytes("begun"));

        options.CurrentValue = new LedgerOptions { Path = _path, RefuseAt = long.MaxValue, WarnAt = long.MaxValue };
        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await incoming.WriteAsync(Segments.Of(Bytes("more"), 9)));
    }

    [Fact]
    public async Task Unsupported_old_format_is_rejected()
    {
        await using (var ledger = Open())
        {
            await ledger.AppendAsync(new VerifiedDelivery("before", "LABEL_UPDATED", string.Empty, "mark", [], Bytes("small"), TraceParent: null));
        }

        using (var database = new LedgerDatabase(_path))
        {
            database.Open();
            database.Write(batch => batch.Put(ColumnFamily.Meta, "format"u8.ToArray(), "webhookrelay-ledger 1"u8.ToArray()), sync: true);
        }

        Assert.Contains("webhookrelay-ledger 1", Assert.Throws<LedgerUnavailableException>(() => Open()).Message, StringComparison.Ordinal);
    }

    private DeliveryLedger Open(long refuseAt = 0) =>
        Open(new FixedOptions<LedgerOptions>(new LedgerOptions { Path = _path, RefuseAt = refuseAt, WarnAt = refuseAt }));

    private DeliveryLedger Open(FixedOptions<LedgerOptions> options)
    {
        var ledger = new DeliveryLedger(options, _time, NullLoggerFactory.Instance);
        ledger.Open();
        return ledger;
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        using var read = new MemoryStream();
        await stream.CopyToAsync(read, Ending);
        return read.ToArray();
    }
}
