namespace WebhookRelay.Cli;

/// <summary>Why a command cannot go on: the cause, and what to do about it. Neither ever holds a secret or a key.</summary>
internal sealed class CommandFault : Exception
{
    public CommandFault()
    {
    }

    public CommandFault(string message)
        : base(message)
    {
    }

    public CommandFault(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public CommandFault(int exitCode, string cause, string? remedy = null)
        : base(cause) => (Code, Remedy) = (exitCode, remedy);

    public int Code { get; } = ExitCode.Failed;

    public string? Remedy { get; }
}
