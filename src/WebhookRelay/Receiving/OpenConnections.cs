using System.Net;
using Microsoft.AspNetCore.Connections;

namespace WebhookRelay.Receiving;

/// <summary>
/// The connections to one port, limited in total and to half of that for one sender. At the limit, a new connection
/// replaces an idle one or one with a slow body. It is closed only if all others are busy.
/// </summary>
/// <param name="limit">The current limit.</param>
/// <param name="senderOf">The sender whose share an address counts against; null if none.</param>
/// <param name="abortSlowest">Aborts a slow body, of one sender or of all; false if there is none.</param>
/// <param name="onClosed">Called for each connection closed because of the limit.</param>
/// <param name="time">The clock.</param>
internal sealed class OpenConnections(
    Func<int> limit, Func<IPAddress?, IPAddress?> senderOf, Func<IPAddress?, bool> abortSlowest, Action<IPAddress?> onClosed, TimeProvider time)
{
    /// <summary>A closed connection must be gone within this time, or the new one is closed as well.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly HashSet<OpenConnection> _open = [];
    private readonly Dictionary<IPAddress, int> _bySender = [];
    private TaskCompletionSource? _left;

    /// <summary>The accepted connection; null if it must be closed.</summary>
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

    /// <param name="entering">The new connection.</param>
    /// <param name="isShare">Whether the sender's share is used up.</param>
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

    /// <summary>The connection that is idle the longest; preferably one that never delivered, of the sender with the most connections.</summary>
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
