using WebhookRelay.Ledger;

namespace WebhookRelay.Verifying;

/// <summary>Verifies a ledger by its folder, as of the start, even while it is in use.</summary>
internal static class LedgerVerification
{
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read.</exception>
    /// <exception cref="IOException">A large body cannot be read.</exception>
    public static (string LedgerId, VerificationResult Verdict) Run(string path, IReadOnlyList<SavedEvent> saved, Action<VerificationResult> progress)
    {
        var result = RunOnce(path, saved, progress);

        // A ledger in use may have been opened between two file changes: a real fault shows again.
        return result.Verdict.Fault is null ? result : RunOnce(path, saved, progress);
    }

    private static (string LedgerId, VerificationResult Verdict) RunOnce(string path, IReadOnlyList<SavedEvent> saved, Action<VerificationResult> progress)
    {
        using var store = new LedgerStore(path);
        store.OpenReadOnly();
        return (store.LedgerId, new LedgerVerifier(store, TimeProvider.System).Verify(saved, progress));
    }
}
