using Microsoft.Extensions.Logging.Abstractions;
using WebhookRelay.Ledger;
using WebhookRelay.Searching;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Searching;

public sealed class EntryFinderTests
{
    [Fact]
    public async Task Hash_is_searched_in_steps_until_it_is_found_or_the_ledger_ends()
    {
        const int Entries = 25;
        var path = Path.Combine(Path.GetTempPath(), $"ledger-{Guid.NewGuid():N}");
        try
        {
            await using var ledger = new DeliveryLedger(
                new FixedOptions<LedgerOptions>(new LedgerOptions { Path = path, RefuseAt = 0, WarnAt = 0 }), TimeProvider.System, NullLoggerFactory.Instance);
            ledger.Open();
            var entries = new List<LedgerEntry>();
            for (var i = 0; i < Entries; i++)
            {
                entries.Add((await ledger.AppendAsync(new VerifiedDelivery($"id-{i}", "LABEL_UPDATED", string.Empty, "mark", [], new byte[] { 1 }, TraceParent: null))).Entry);
            }

            var finder = new EntryFinder(ledger, new EntrySearch(ledger)) { MaxHashes = 10 };
            foreach (var (entry, steps) in ((LedgerEntry, int)[])[(entries[^1], 1), (entries[15], 1), (entries[14], 2), (entries[0], 3)])
            {
                Assert.Equal((entry.Sequence, steps), Find(finder, Convert.ToHexString(entry.Hash.Span)));
            }

            Assert.Equal((null, 3), Find(finder, new string('0', 64)));
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static (long? Sequence, int Steps) Find(EntryFinder finder, string hash)
    {
        var (steps, from) = (0, default(long?));
        while (true)
        {
            steps++;
            var (found, next) = finder.Find(hash, from);
            if (found is [{ Kind: FoundIdKind.LedgerHash } only])
            {
                return (only.Newest.Entry.Sequence, steps);
            }

            if (next is null)
            {
                return (null, steps);
            }

            from = next;
        }
    }
}
