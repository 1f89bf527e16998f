using WebhookRelay.LabelboxTwin.World;
using WebhookRelay.MadeUp.World;

namespace WebhookRelay.LabelboxTwin.Deliveries;

/// <param name="Rate">Happenings a second; 0 is as fast as they can be made.</param>
/// <param name="Project">Null: all over the organisation.</param>
/// <param name="Topic">Null: of every topic, as things happen by themselves.</param>
/// <param name="Bytes">About the size of each row; null: what it is.</param>
internal sealed record BurstRequest(int Count, double Rate = 0, string? Project = null, string? Topic = null, long? Bytes = null);

/// <param name="Waiting">Deliveries that are held back, by silence or to be reordered.</param>
internal sealed record BurstReport(int Happenings, int Deliveries, int Acknowledged, int Refused, int Failed, int Silenced, int Waiting, double Seconds);

/// <summary>Lets many things happen at once, and waits until what they led to has been sent.</summary>
internal sealed class Burst(Workspace workspace, Outboxes outboxes, TimeProvider time)
{
    public async Task<BurstReport> RunAsync(BurstRequest request, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var pace = new Pace(time, request.Rate);
        List<Delivery> deliveries = [];
        for (var left = request.Count; left > 0;)
        {
            for (var due = await pace.DueAsync(left, cancellationToken); due > 0; due--, left--)
            {
                cancellationToken.ThrowIfCancellationRequested();
                deliveries.AddRange(workspace.LiveOn(request.Project, request.Topic, request.Bytes)?.Deliveries ?? []);
            }
        }

        await outboxes.SettledAsync(cancellationToken);
        var endings = deliveries.Where(delivery => delivery.Ended.IsCompletedSuccessfully).CountBy(delivery => delivery.Ended.Result).ToDictionary();
        return new BurstReport(
            request.Count,
            deliveries.Count,
            endings.GetValueOrDefault(DeliveryEnding.Acknowledged),
            endings.GetValueOrDefault(DeliveryEnding.Refused),
            endings.GetValueOrDefault(DeliveryEnding.Failed),
            endings.GetValueOrDefault(DeliveryEnding.Silenced),
            deliveries.Count - endings.Values.Sum(),
            time.GetElapsedTime(started).TotalSeconds);
    }
}
