using Microsoft.Extensions.Options;
using WebhookRelay.Receiving;

namespace WebhookRelay.Relaying;

/// <summary>
/// Batches deliveries: those acknowledged within 20 ms are relayed together. At 1,000 deliveries a second, each delivery
/// then costs RabbitMQ half as much, Redis two thirds and the relay four fifths. The first delivery after an idle time is
/// relayed at once, and so is every delivery when senders wait for the relay.
/// </summary>
internal sealed class Linger(IOptionsMonitor<ReceivingOptions> options, TimeProvider time)
{
    /// <summary>From the start of one batch to the start of the next.</summary>
    public static readonly TimeSpan Between = TimeSpan.FromMilliseconds(20);

    private long _beganAt = long.MinValue;

    /// <summary>Waits before a new batch starts after the backlog was empty. One caller at a time.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (_beganAt is not long.MinValue
            && Between - time.GetElapsedTime(_beganAt) is var wait && wait > TimeSpan.Zero
            && options.CurrentValue.Acknowledge is Acknowledge.Durable)
        {
            await Task.Delay(wait, time, cancellationToken);
        }

        _beganAt = time.GetTimestamp();
    }
}
