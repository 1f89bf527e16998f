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

    /// <summary>The relay, or Labelbox, does not respond.</summary>
    public const int NotReachable = 3;

    /// <summary>The relay, or Labelbox, requires a key, or rejected it.</summary>
    public const int KeyRefused = 4;

    /// <summary>Nothing was done, because the user did not confirm.</summary>
    public const int NotConfirmed = 5;

    /// <summary>There are warnings, but nothing is broken.</summary>
    public const int Warning = 6;

    /// <summary>The export is read, but Labelbox could not export some rows.</summary>
    public const int RowErrors = 7;

    /// <summary>The export is read, but rows that were asked for by id or global key did not come.</summary>
    public const int RowsMissing = 8;

    /// <summary>Labelbox refused the export.</summary>
    public const int ExportRefused = 9;

    /// <summary>The export did not end in time.</summary>
    public const int ExportTimedOut = 10;

    /// <summary>The export could not be read to its end, or is not what Labelbox announced.</summary>
    public const int ExportIncomplete = 11;

    /// <summary>Interrupted by Ctrl+C.</summary>
    public const int Interrupted = 130;

    public const string Help = """
        Exit codes:
          0    success
          1    failure, or a problem was found
          2    invalid command line
          3    the relay, or Labelbox, does not respond
          4    the relay, or Labelbox, requires a key, or rejected it
          5    not confirmed, nothing was done (replay)
          6    warnings (doctor, status), or a check was not possible (prove, export)
          7    Labelbox could not export some rows (export)
          8    rows that were asked for by id did not come (export)
          9    Labelbox refused the export
          10   the export did not end in time
          11   the export is not complete, or not what Labelbox announced
          130  interrupted by Ctrl+C
        """;
}
