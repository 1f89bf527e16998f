using System.Text.Json.Serialization;
using WebhookRelay.LabelboxTwin.World;
using WebhookRelay.SampleData;

namespace WebhookRelay.LabelboxTwin.Deliveries;

/// <param name="Rate">Events a second; 0 means no limit.</param>
/// <param name="Project">Null means any project.</param>
/// <param name="Topic">Null means a random topic for each event.</param>
/// <param name="Bytes">Approximate size of each row; null means the default.</param>
internal sealed record BurstRequest(int Count, double Rate = 0, string? Project = null, string? Topic = null, long? Bytes = null);

/// <param name="Waiting">Deliveries that are held back, by silence or for reordering.</param>
internal sealed record BurstReport(
    [property: JsonPropertyName("happenings")] int Events, int Deliveries, int Acknowledged, int Refused, int Failed, int Silenced, int Waiting, double Seconds);

/// <summary>Generates many events at once and waits until their deliveries are sent.</summary>
internal sealed class Burst(Workspace workspace, Outboxes outboxes, TimeProvider time)
{
    public async Task<BurstReport> RunAsync(BurstRequest request, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var pacer = new RatePacer(time, request.Rate);
        List<Delivery> deliveries = [];
        for (var left = request.Count; left > 0;)
        {
            for (var due = await pacer.DueAsync(left, cancellationToken); due > 0; due--, left--)
            {
                cancellationToken.ThrowIfCancellationRequested();
                deliveries.AddRange(workspace.MakeRandomChange(request.Project, request.Topic, request.Bytes)?.Deliveries ?? []);
            }
        }

        await outboxes.SettledAsync(cancellationToken);
        var outcomes = deliveries.Where(delivery => delivery.Ended.IsCompletedSuccessfully).CountBy(delivery => delivery.Ended.Result).ToDictionary();
        return new BurstReport(
            request.Count,
            deliveries.Count,
            outcomes.GetValueOrDefault(DeliveryOutcome.Acknowledged),
            outcomes.GetValueOrDefault(DeliveryOutcome.Refused),
            outcomes.GetValueOrDefault(DeliveryOutcome.Failed),
            outcomes.GetValueOrDefault(DeliveryOutcome.Silenced),
            deliveries.Count - outcomes.Values.Sum(),
            time.GetElapsedTime(started).TotalSeconds);
    }
}
