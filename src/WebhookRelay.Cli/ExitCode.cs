namespace WebhookRelay.Cli;

/// <summary>The exit codes of the commands, for scripts.</summary>
internal static class ExitCode
{
    /// <summary>Success.</summary>
    public const int Done = 0;

    /// <summary>The command failed, or found a problem.</summary>
    public const int Failed = 1;

    /// <summary>The command line is invalid.</summary>
    public const int Usage = 2;

    /// <summary>The relay does not respond.</summary>
    public const int NotReachable = 3;

    /// <summary>The relay requires a key, or rejected it.</summary>
    public const int KeyRefused = 4;

    /// <summary>Nothing was done, because the user did not confirm.</summary>
    public const int NotConfirmed = 5;

    /// <summary>There are warnings, but nothing is broken.</summary>
    public const int Warning = 6;

    /// <summary>Interrupted by Ctrl+C.</summary>
    public const int Interrupted = 130;

    public const string Help = """
        Exit codes:
          0    success
          1    failure, or a problem was found
          2    invalid command line
          3    the relay does not respond
          4    the relay requires a key, or rejected it
          5    not confirmed, nothing was done (replay)
          6    warnings (doctor, status), or a check was not possible (prove)
          130  interrupted by Ctrl+C
        """;
}
