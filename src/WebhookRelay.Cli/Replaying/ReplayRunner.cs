using System.Text.Json;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Replaying;

/// <param name="DryRun">Print the forecast only.</param>
/// <param name="Yes">Do not ask for confirmation.</param>
/// <param name="Detach">Do not wait for completion.</param>
/// <param name="Json">Print lines of JSON.</param>
internal sealed record ReplayRunOptions(bool DryRun, bool Yes, bool Detach, bool Json);

/// <summary>Runs a replay: forecast, confirmation, progress. Ctrl+C cancels a started replay.</summary>
internal sealed class ReplayRunner(AdminClient admin, Screen screen, ReplayWatcher watcher, ReplayRunOptions options)
{
    private static readonly TimeSpan CancelTimeout = TimeSpan.FromSeconds(12);

    public async Task<int> RunAsync(ReplayRequest request, CancellationToken cancellationToken)
    {
        var forecast = await PostAsync(request with { DryRun = true }, AdminJson.Default.Forecast, cancellationToken);
        Print(forecast);
        if (options.DryRun || forecast.Value.Total is 0)
        {
            return ExitCode.Done;
        }

        if (!options.Yes && !IsConfirmed(forecast.Value))
        {
            return ExitCode.NotConfirmed;
        }

        // Replay exactly the deliveries of the forecast, without later ones.
        var begun = await PostAsync(request with { UpTo = forecast.Value.UpTo }, AdminJson.Default.Replay, cancellationToken);
        screen.Notice($"Replay {begun.Value.Id} started. To cancel: webhook-relay replay cancel {begun.Value.Id}");
        if (options.Detach)
        {
            return ReplayResult.Print(begun, screen, options.Json);
        }

        try
        {
            return ReplayResult.Print(await watcher.ToEndAsync(begun.Value.Id, cancellationToken), screen, options.Json);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return await CancelAsync(begun.Value.Id);
        }
    }

    private bool IsConfirmed(Forecast forecast)
    {
        if (!screen.CanPrompt)
        {
            screen.Notice("webhook-relay: Nothing was replayed: there is no terminal to ask for confirmation.", LineStyle.Error);
            screen.Notice($"  Pass --yes to replay; add --up-to {forecast.UpTo} to replay exactly this forecast.", LineStyle.Plain);
            return false;
        }

        var isYes = screen.Confirm($"Replay {Humanize.Number(forecast.Total)} deliveries?");
        if (!isYes)
        {
            screen.Notice("Nothing was replayed.");
        }

        return isYes;
    }

    private async Task<int> CancelAsync(string id)
    {
        screen.Notice($"Cancelling replay {id} …", LineStyle.Warning);
        using var deadline = new CancellationTokenSource(CancelTimeout);
        try
        {
            var ended = await admin.DeleteAsync($"replays/{Uri.EscapeDataString(id)}", AdminJson.Default.Replay, deadline.Token);
            ReplayResult.Print(ended, screen, options.Json);
        }
        catch (Exception e) when (e is CommandException or OperationCanceledException)
        {
            screen.Notice($"webhook-relay: The relay did not confirm that replay {id} is cancelled.", LineStyle.Error);
            screen.Notice($"  webhook-relay replay cancel {id}", LineStyle.Plain);
        }

        return ExitCode.Interrupted;
    }

    private void Print(ApiResponse<Forecast> forecast)
    {
        if (options.Json)
        {
            screen.Json(line =>
            {
                line.WriteStartObject();
                line.WritePropertyName("forecast");
                forecast.Json.WriteTo(line);
                line.WriteEndObject();
            });
            return;
        }

        var summary = forecast.Value;
        if (summary.Total is 0)
        {
            screen.Line("No deliveries match.");
        }
        else
        {
            screen.Line($"{Humanize.Count(summary.Total, "delivery", "deliveries")} would be replayed, up to entry {summary.UpTo}:");
            screen.Table([new("queue"), new("events")], [.. summary.Where.Select(share => new[] { share.Queue, Humanize.Number(share.Events) })]);
        }

        Part(summary.Unrouted, "have no bound queue", LineStyle.Warning);
        Part(summary.Quarantined, "would stay quarantined", LineStyle.Warning);
        Part(summary.LeftOut.Accepted, "are skipped: they are in progress", LineStyle.Dim);
        Part(summary.LeftOut.Duplicates, "are skipped: they are duplicates (--state duplicate selects them)", LineStyle.Dim);
        if (!summary.BindingsKnown)
        {
            screen.Notice("Only the queues of Subscribers are counted: RabbitMQ's management API does not respond.");
        }
    }

    private void Part(long count, string what, LineStyle style)
    {
        if (count > 0)
        {
            screen.Line($"{Humanize.Number(count)} {what}", style);
        }
    }

    private Task<ApiResponse<T>> PostAsync<T>(ReplayRequest request, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        admin.PostAsync("replays", JsonSerializer.Serialize(request, AdminJson.Default.ReplayRequest), type, cancellationToken);
}
