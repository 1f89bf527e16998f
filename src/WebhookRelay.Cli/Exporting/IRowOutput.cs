namespace WebhookRelay.Cli.Exporting;

/// <summary>Where rows go, each as a line.</summary>
internal interface IRowOutput : IAsyncDisposable
{
    /// <summary>Whether a reading can be resumed from a position. The standard output has none.</summary>
    bool HasPosition { get; }

    /// <summary>
    /// Hands everything to the operating system and returns the position behind it; null where a position would change the
    /// bytes of the output: inside a gzip member.
    /// </summary>
    OutputPosition? Flush();

    /// <summary>Ends a task's rows, and the gzip member with them. Everything is handed to the operating system.</summary>
    OutputPosition Mark();

    /// <summary>Ends the output, which is complete.</summary>
    void Complete();

    /// <summary>Puts on disk what was flushed. May run beside further writes.</summary>
    void Sync();

    /// <summary>Writes a row, and LF.</summary>
    void Write(ReadOnlySpan<byte> row);

    /// <summary>Writes a row of any size.</summary>
    /// <param name="row">Its content.</param>
    /// <param name="beginning">How many bytes it has at least.</param>
    /// <param name="cancellationToken">Stops in the middle of the row: nothing more may be written then.</param>
    Task WriteAsync(Stream row, long beginning, CancellationToken cancellationToken);
}
