using WebhookRelay.Labelbox.Api;
using WebhookRelay.Labelbox.Exports;

namespace WebhookRelay.Cli.Exporting;

/// <summary>Reads a complete task from where a checkpoint says: its rows, then its errors.</summary>
internal sealed class PartReader(ExportOutputs outputs, CheckpointSaver saver, IProgress<ExportProgress> progress, TimeProvider time)
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(200);

    /// <exception cref="CommandException">The export is not the one of the checkpoint.</exception>
    /// <exception cref="ExportException">It cannot be read. The checkpoint is saved.</exception>
    public async Task<ExportCheckpoint> ReadAsync(LabelboxExport export, DataRowSelection? asked, ExportCheckpoint from, CancellationToken cancellationToken)
    {
        var size = await export.GetSizeAsync(ExportStreamType.Result, cancellationToken);
        var checkpoint = Announce(from, new StreamSize(size.Bytes, size.Rows));
        if (!checkpoint.Part.HasAllRows)
        {
            checkpoint = await ReadRowsAsync(export, size, asked, checkpoint, cancellationToken);
        }

        checkpoint = await ReadErrorsAsync(export, checkpoint, cancellationToken);
        return checkpoint with { PartsDone = checkpoint.PartsDone + 1, Part = new PartPosition() };
    }

    private static ExportCheckpoint Announce(ExportCheckpoint before, StreamSize size)
    {
        if (before.Part.Announced is { } known)
        {
            return known == size ? before : throw new CommandException(
                ExitCode.ExportIncomplete, "Labelbox announces other rows for this task than before, so the output cannot be continued.", "Start the export again with --overwrite.");
        }

        var totals = before.Totals;
        return before with
        {
            Part = before.Part with { Announced = size },
            Totals = totals with { RowsAnnounced = totals.RowsAnnounced + size.Rows, BytesAnnounced = totals.BytesAnnounced + size.Bytes },
        };
    }

    private async Task<ExportCheckpoint> ReadRowsAsync(
        LabelboxExport export, ExportSize size, DataRowSelection? asked, ExportCheckpoint from, CancellationToken cancellationToken)
    {
        var rows = new RowTransfer(outputs.Rows, new RowFilter(from.Output.Where, from.Output.SkipSkipped), asked, from);
        var reported = time.GetTimestamp();
        Report();
        try
        {
            await foreach (var row in export.ReadAsync(ExportStreamType.Result, size, from.Part.Offset, rows.End, cancellationToken))
            {
                await rows.AddAsync(row, cancellationToken);
                if (time.GetElapsedTime(reported) >= ReportInterval)
                {
                    reported = time.GetTimestamp();
                    Report();
                }

                if (outputs.Rows.HasPosition && saver.IsDue && outputs.Rows.Flush() is { } position)
                {
                    await saver.BeginAsync(rows.Checkpoint(position), outputs.Opened);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ExportException or LabelboxApiException && rows.IsBetweenRows && outputs.Rows.HasPosition)
        {
            if (outputs.Rows.Flush() is { } position)
            {
                await saver.SaveAsync(rows.Checkpoint(position), outputs.Opened);
            }

            throw;
        }

        Report();
        outputs.AddMissing(rows.Missing);
        var checkpoint = outputs.Flush(rows.Finished(outputs.Rows.Mark()));
        await saver.SaveAsync(checkpoint, outputs.Opened);
        return checkpoint;

        void Report() => progress.Report(new ExportProgress(
            ExportPhase.Reading, export.TaskId, null, rows.AllRows, from.Totals.RowsAnnounced, rows.AllBytes, from.Totals.BytesAnnounced));
    }

    private async Task<ExportCheckpoint> ReadErrorsAsync(LabelboxExport export, ExportCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        await foreach (var error in export.ReadAsync(ExportStreamType.Errors, checkpoint.Part.ErrorsOffset, cancellationToken))
        {
            await outputs.Errors.WriteAsync(error.OpenRead(), 0, cancellationToken);
            checkpoint = checkpoint with
            {
                Totals = checkpoint.Totals with { Errors = checkpoint.Totals.Errors + 1 },
                Part = checkpoint.Part with { ErrorsOffset = error.NextOffset ?? checkpoint.Part.ErrorsOffset },
            };
        }

        return outputs.Flush(checkpoint);
    }
}
