namespace WebhookRelay.Cli;

/// <summary>How a command ended, for scripts.</summary>
internal static class ExitCode
{
    /// <summary>Done, and nothing is wrong.</summary>
    public const int Done = 0;

    /// <summary>Done, and something is wrong; or it could not be done.</summary>
    public const int Failed = 1;

    /// <summary>The command line cannot be understood.</summary>
    public const int Usage = 2;

    /// <summary>The relay does not answer.</summary>
    public const int NotReachable = 3;

    /// <summary>The relay asks for a key, or refuses the one it was given.</summary>
    public const int KeyRefused = 4;

    /// <summary>Nothing was done, since nobody said yes.</summary>
    public const int NotConfirmed = 5;

    /// <summary>Something deserves a look, though nothing is broken.</summary>
    public const int Warning = 6;

    /// <summary>Ended by Ctrl+C.</summary>
    public const int Interrupted = 130;

    public const string Help = """
        Exit codes:
          0    done, and nothing is wrong
          1    something is wrong, or it could not be done
          2    the command line cannot be understood
          3    the relay does not answer
          4    the relay asks for a key, or refuses the one it was given
          5    nothing was done, since nobody said yes (replay)
          6    something deserves a look (doctor, status), or could not be checked (prove)
          130  ended by Ctrl+C
        """;
}
