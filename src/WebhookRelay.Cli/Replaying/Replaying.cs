using System.Text.Json;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Replaying;

/// <param name="DryRun">Only the forecast.</param>
/// <param name="Yes">Nobody is asked.</param>
/// <param name="Detach">Its end is not waited for.</param>
/// <param name="Json">Lines of JSON.</param>
internal sealed record Wants(bool DryRun, bool Yes, bool Detach, bool Json);

/// <summary>Forecast, question, replay, progress; Ctrl+C cancels what was begun.</summary>
internal sealed class Replaying(AdminClient admin, Screen screen, Watching watching, Wants wants)
{
    private static readonly TimeSpan CancelsWithin = TimeSpan.FromSeconds(12);

    public async Task<int> RunAsync(ReplayRequest request, CancellationToken cancellationToken)
    {
        var forecast = await PostAsync(request with { DryRun = true }, AdminJson.Default.Forecast, cancellationToken);
        Tell(forecast);
        if (wants.DryRun || forecast.Value.Total is 0)
        {
            return ExitCode.Done;
        }

        if (!wants.Yes && !IsConfirmed(forecast.Value))
        {
            return ExitCode.NotConfirmed;
        }

        // The same deliveries as in the forecast, and not what came meanwhile.
        var begun = await PostAsync(request with { UpTo = forecast.Value.UpTo }, AdminJson.Default.Replay, cancellationToken);
        screen.Notice($"Replay {begun.Value.Id} began; webhook-relay replay cancel {begun.Value.Id} ends it.");
        if (wants.Detach)
        {
            return Ending.Tell(begun, screen, wants.Json);
        }

        try
        {
            return Ending.Tell(await watching.ToEndAsync(begun.Value.Id, cancellationToken), screen, wants.Json);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return await CancelAsync(begun.Value.Id);
        }
    }

    private bool IsConfirmed(Forecast forecast)
    {
        if (!screen.CanAsk)
        {
            screen.Notice("webhook-relay: Nothing was replayed, since nobody can be asked here.", Tone.Bad);
            screen.Notice($"  Give --yes to replay it; with --up-to {forecast.UpTo} exactly what was forecast.", Tone.Plain);
            return false;
        }

        var isYes = screen.Ask($"Replay {Written.Number(forecast.Total)} deliveries?");
        if (!isYes)
        {
            screen.Notice("Nothing was replayed.");
        }

        return isYes;
    }

    private async Task<int> CancelAsync(string id)
    {
        screen.Notice($"Cancelling replay {id} …", Tone.Warning);
        using var deadline = new CancellationTokenSource(CancelsWithin);
        try
        {
            var ended = await admin.DeleteAsync($"replays/{Uri.EscapeDataString(id)}", AdminJson.Default.Replay, deadline.Token);
            Ending.Tell(ended, screen, wants.Json);
        }
        catch (Exception e) when (e is CommandFault or OperationCanceledException)
        {
            screen.Notice($"webhook-relay: The relay did not say that replay {id} is cancelled.", Tone.Bad);
            screen.Notice($"  webhook-relay replay cancel {id}", Tone.Plain);
        }

        return ExitCode.Interrupted;
    }

    private void Tell(Answer<Forecast> forecast)
    {
        if (wants.Json)
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

        var told = forecast.Value;
        if (told.Total is 0)
        {
            screen.Line("No delivery is meant.");
        }
        else
        {
            screen.Line($"{Written.Number(told.Total)} deliveries would be replayed, up to entry {told.UpTo}:");
            screen.Table([new("queue"), new("events")], [.. told.Where.Select(share => new[] { share.Queue, Written.Number(share.Events) })]);
        }

        Part(told.Unrouted, "are bound for no queue", Tone.Warning);
        Part(told.Quarantined, "would stay quarantined", Tone.Warning);
        Part(told.LeftOut.Accepted, "are left out: they are on their way", Tone.Quiet);
        Part(told.LeftOut.Duplicates, "are left out: they are duplicates (--state duplicate means them)", Tone.Quiet);
        if (!told.BindingsKnown)
        {
            screen.Notice("Only the queues of Subscribers are counted: RabbitMQ's management API does not answer.");
        }
    }

    private void Part(long count, string what, Tone tone)
    {
        if (count > 0)
        {
            screen.Line($"{Written.Number(count)} {what}", tone);
        }
    }

    private Task<Answer<T>> PostAsync<T>(ReplayRequest request, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        admin.PostAsync("replays", JsonSerializer.Serialize(request, AdminJson.Default.ReplayRequest), type, cancellationToken);
}
