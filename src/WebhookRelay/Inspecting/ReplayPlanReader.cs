using System.Globalization;
using Microsoft.Extensions.Primitives;
using WebhookRelay.Inspector.Parts;
using WebhookRelay.Inspector.Replays;
using WebhookRelay.Management;
using WebhookRelay.Publishing;
using WebhookRelay.Replaying;

namespace WebhookRelay.Inspecting;

/// <summary>Reads a replay from the fields of a form or an address, and counts what it would publish.</summary>
internal sealed class ReplayPlanReader(ReplayOrderReader orders, ReplayForecast forecasts, SubscriberReport subscribers)
{
    /// <summary>Above this number it must be typed.</summary>
    private const long TypedAbove = 1000;

    public static string Listed(int count) => count is 1 ? "1 delivery" : $"{Shown.Number(count)} deliveries";

    public async Task<ReplayPlan> ReadAsync(IReadOnlyDictionary<string, StringValues> fields, CancellationToken cancellationToken)
    {
        string? Field(string name) => fields.TryGetValue(name, out var values) && values.ToString() is { Length: > 0 } value ? value : null;

        var (errors, filter, sequence) = (new ValidationErrors(), FilterQuery.Of(fields), Field("sequence"));
        var rate = ReplayOrder.DefaultRate;
        if (Field("rate") is { } text && !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out rate))
        {
            errors.Add("rate", "It must be a number.");
        }

        var order = await orders.ReadAsync(
            new ReplayRequest
            {
                Sequences = sequence is null ? null : [sequence],
                Filter = sequence is null ? filter.Text : null,
                All = sequence is null && filter.IsEmpty,
                Subscriber = Field("queue"),
                Rate = rate,
                UpTo = Field("upTo"),
            },
            errors,
            cancellationToken);
        var forecast = errors.Any ? null : ForecastView.Of(await forecasts.CreateAsync(order, cancellationToken));
        var view = new NewReplayView(
            sequence is null ? filter.InWords() : $"entry {Shown.Text(sequence)}",
            sequence is null ? (filter.IsEmpty ? " --all" : filter.ToOptions()) : $" --sequence {Shown.Text(sequence)}",
            sequence is null ? filter.Conditions : [KeyValuePair.Create("sequence", sequence)],
            forecast is null ? null : Row(forecast),
            Field("queue") ?? string.Empty,
            await QueuesAsync(cancellationToken),
            rate,
            errors.Messages,
            forecast?.Total > TypedAbove);
        return new ReplayPlan(view, errors.Any ? null : order);
    }

    private static ForecastRow Row(ForecastView forecast) => new(
        forecast.Total, [.. forecast.Where.Select(share => KeyValuePair.Create(share.Queue, share.Events))], forecast.Unrouted, forecast.Quarantined,
        forecast.LeftOut.Accepted + forecast.LeftOut.Duplicates, forecast.UpTo, forecast.BindingsKnown);

    private async Task<IReadOnlyList<string>?> QueuesAsync(CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await subscribers.ReadAsync(cancellationToken)).Select(queue => queue.Queue)];
        }
        catch (BrokerUnavailableException)
        {
            return null;
        }
    }
}

/// <param name="View">What the page shows.</param>
/// <param name="Order">The replay; null if it is invalid.</param>
internal sealed record ReplayPlan(NewReplayView View, ReplayOrder? Order);
