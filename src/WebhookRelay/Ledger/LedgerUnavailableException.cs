namespace WebhookRelay.Ledger;

/// <summary>The ledger cannot be opened, or cannot write now. What was to be written is not acknowledged to anybody.</summary>
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
