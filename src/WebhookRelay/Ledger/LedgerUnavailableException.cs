namespace WebhookRelay.Ledger;

/// <summary>The ledger cannot be opened, read or written now. A failed write is never acknowledged.</summary>
internal sealed class LedgerUnavailableException : IOException
{
    public LedgerUnavailableException()
    {
    }

    public LedgerUnavailableException(string message)
        : base(message)
    {
    }

    public LedgerUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
