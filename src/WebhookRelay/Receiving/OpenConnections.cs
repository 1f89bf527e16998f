using System.Net;
using Microsoft.AspNetCore.Connections;

namespace WebhookRelay.Receiving;

/// <summary>
/// The connections to one port, and how many there may be: in all, and half of that for one sender. Where there are as
/// many, a new one takes the place of one that waits for a request, or of one whose body is slow. Only where every other
/// one is at work is it closed.
/// </summary>
/// <param name="limit">How many there may be now.</param>
/// <param name="senderOf">Whose share an address counts against; null where it counts against nobody's.</param>
/// <param name="abortSlowest">Cuts a slow body, of a sender or of anyone; false where there is none.</param>
/// <param name="onClosed">Told of each connection that was closed for want of room.</param>
/// <param name="time">For how long each has waited.</param>
internal sealed class OpenConnections(
    Func<int> limit, Func<IPAddress?, IPAddress?> senderOf, Func<IPAddress?, bool> abortSlowest, Action<IPAddress?> onClosed, TimeProvider time)
{
    /// <summary>What was closed for a new connection is gone within this time, or the new one is closed as well.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly HashSet<OpenConnection> _open = [];
    private readonly Dictionary<IPAddress, int> _bySender = [];
    private TaskCompletionSource? _left;

    /// <summary>The connection's place; null where there is none for it.</summary>
    public async ValueTask<OpenConnection?> EnterAsync(ConnectionContext connection)
    {
        var address = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        var entering = new OpenConnection(this, connection, senderOf(address), time);
        var began = time.GetTimestamp();
        while (!TryAdd(entering, out var isShare, out var left))
        {
            if (!TryFreePlace(isShare ? entering.Sender : null) || !await WaitAsync(left, CloseTimeout - time.GetElapsedTime(began)))
            {
                onClosed(address);
                return null;
            }
        }

        return entering;
    }

    public void Leave(OpenConnection connection)
    {
        TaskCompletionSource? left = null;
        lock (_lock)
        {
            if (_open.Remove(connection))
            {
                AddToSender(connection.Sender, -1);
                (left, _left) = (_left, null);
            }
        }

        left?.TrySetResult();
    }

    /// <param name="entering">It is not among them yet.</param>
    /// <param name="isShare">Whether it is the sender's share that is taken.</param>
    /// <param name="left">Completes when a connection has left.</param>
    private bool TryAdd(OpenConnection entering, out bool isShare, out Task left)
    {
        lock (_lock)
        {
            isShare = entering.Sender is { } sender && _bySender.GetValueOrDefault(sender) >= Math.Max(1, limit() / 2);
            if (isShare || _open.Count >= limit())
            {
                left = (_left ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
                return false;
            }

            left = Task.CompletedTask;
            _open.Add(entering);
            AddToSender(entering.Sender, 1);
            return true;
        }
    }

    private bool TryFreePlace(IPAddress? sender)
    {
        while (LongestIdle(sender) is { } idle)
        {
            if (idle.TryDisplace())
            {
                onClosed(idle.Address);
                return true;
            }
        }

        return abortSlowest(sender);
    }

    /// <summary>The one that waits for the longest: first of those that never delivered anything, and of the sender with the most connections.</summary>
    private OpenConnection? LongestIdle(IPAddress? sender)
    {
        lock (_lock)
        {
            return _open
                .Where(open => open.IsWaiting && (sender is null || sender.Equals(open.Sender)))
                .MinBy(open => (open.HasDelivered, open.Sender is null ? 0 : -_bySender[open.Sender], open.Since));
        }
    }

    private void AddToSender(IPAddress? sender, int more)
    {
        if (sender is null)
        {
            return;
        }

        if (_bySender.GetValueOrDefault(sender) + more is > 0 and var count)
        {
            _bySender[sender] = count;
        }
        else
        {
            _bySender.Remove(sender);
        }
    }

    private async ValueTask<bool> WaitAsync(Task left, TimeSpan within)
    {
        try
        {
            await left.WaitAsync(within > TimeSpan.Zero ? within : TimeSpan.Zero, time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
