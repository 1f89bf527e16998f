namespace WebhookRelay.Cli;

/// <summary>Ends a command with an exit code, a cause and a remedy. Neither text contains a secret or a key.</summary>
internal sealed class CommandException : Exception
{
    public CommandException()
    {
    }

    public CommandException(string message)
        : base(message)
    {
    }

    public CommandException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public CommandException(int exitCode, string cause, string? remedy = null)
        : base(cause) => (Code, Remedy) = (exitCode, remedy);

    public int Code { get; } = ExitCode.Failed;

    public string? Remedy { get; }
}
