using WebhookRelay.Ledger;

namespace WebhookRelay.Verifying;

/// <summary>Verifies a ledger by its folder, also one in use, as it stands when this begins.</summary>
internal static class LedgerVerification
{
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read.</exception>
    /// <exception cref="IOException">A large body cannot be read.</exception>
    public static (string LedgerId, Verdict Verdict) Run(string path, IReadOnlyList<KeptEvent> kept, Action<Verdict> tell)
    {
        var found = Once(path, kept, tell);

        // A ledger in use may have been opened between two of its files: what is wrong with it is wrong again.
        return found.Verdict.Fault is null ? found : Once(path, kept, tell);
    }

    private static (string LedgerId, Verdict Verdict) Once(string path, IReadOnlyList<KeptEvent> kept, Action<Verdict> tell)
    {
        using var store = new LedgerStore(path);
        store.OpenReadOnly();
        return (store.LedgerId, new LedgerVerifier(store, TimeProvider.System).Verify(kept, tell));
    }
}
