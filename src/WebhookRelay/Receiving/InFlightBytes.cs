using Microsoft.Extensions.Options;

namespace WebhookRelay.Receiving;

/// <summary>How many bytes of bodies are held between the socket and the disk, over all requests.</summary>
internal sealed class InFlightBytes(IOptionsMonitor<ReceivingOptions> options)
{
    private long _held;

    /// <summary>Whether that many more may be held. What was taken is given back with <see cref="Return"/>.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _held, bytes) <= options.CurrentValue.InFlightBytes)
        {
            return true;
        }

        Return(bytes);
        return false;
    }

    public void Return(long bytes) => Interlocked.Add(ref _held, -bytes);
}
