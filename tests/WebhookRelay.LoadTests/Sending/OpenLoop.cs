using System.Net.Sockets;
using System.Threading.Channels;
using WebhookRelay.LoadTests.Deliveries;

namespace WebhookRelay.LoadTests.Sending;

/// <summary>The open-loop sender. It sends on schedule whether or not earlier deliveries were answered, and measures each response time from the scheduled time.</summary>
internal sealed class OpenLoop(int port, DeliveryFile file)
{
    private const int Connections = 256;

    /// <summary>A response that takes longer counts with this time.</summary>
    private static readonly TimeSpan WaitsAtMost = TimeSpan.FromSeconds(10);

    /// <summary>The warm-up, during which all connections are opened and the sender's code is compiled.</summary>
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(2);

    private readonly List<int> _acknowledged = [];
    private readonly List<double> _milliseconds = [];
    private int _others;

    public async Task<OpenLoopSent> SendAsync(DeliveryRange range, int perSecond, TimeSpan duration)
    {
        var lead = (int)(perSecond * Lead.TotalSeconds);
        var measured = (int)(perSecond * duration.TotalSeconds);
        var count = lead + measured;
        Assert.True(count <= range.Count, "The delivery file is too short.");
        var due = Channel.CreateUnbounded<(int Number, long Due)>(new UnboundedChannelOptions { SingleWriter = true });
        using var ending = new CancellationTokenSource();
        var lines = Enumerable.Range(0, Connections).Select(_ => Task.Run(() => ServeAsync(due.Reader, range.First + lead, ending.Token))).ToList();
        var pacing = new Thread(() =>
        {
            var schedule = new SendSchedule(perSecond);
            for (var i = 0; i < count; i++)
            {
                SendSchedule.Await(schedule.Due(i));
                due.Writer.TryWrite((range.First + i, schedule.Due(i)));
            }

            due.Writer.Complete();
            ending.CancelAfter(WaitsAtMost);
        });
        pacing.Start();
        await Task.WhenAll(lines);
        var unanswered = measured - _milliseconds.Count;
        _milliseconds.AddRange(Enumerable.Repeat(WaitsAtMost.TotalMilliseconds, unanswered));
        _milliseconds.Sort();
        return new OpenLoopSent(_acknowledged, _others + unanswered, _milliseconds);
    }

    private async Task ServeAsync(ChannelReader<(int Number, long Due)> due, int measuredFrom, CancellationToken cancellationToken)
    {
        using var line = new HttpConnection(port);
        var request = new byte[file.Length];
        try
        {
            while (true)
            {
                // Wakes only the connection that gets the item. WaitToReadAsync would wake all idle connections.
                var (number, at) = await due.ReadAsync(cancellationToken);
                file.Read(number, request);
                var status = await AnswerAsync(line, request, cancellationToken);
                Keep(status, number < measuredFrom ? null : TimeProvider.System.GetElapsedTime(at), number);
            }
        }
        catch (ChannelClosedException)
        {
            // Everything is sent and answered.
        }
        catch (OperationCanceledException)
        {
            // The outstanding responses count as unanswered.
        }
    }

    private static async Task<int> AnswerAsync(HttpConnection line, byte[] request, CancellationToken cancellationToken)
    {
        try
        {
            return (await line.SendAsync(request, cancellationToken)).Status;
        }
        catch (SocketException)
        {
            line.Dispose();
            return 0;
        }
    }

    private void Keep(int status, TimeSpan? took, int number)
    {
        lock (_milliseconds)
        {
            if (took is { } measured)
            {
                _milliseconds.Add(measured.TotalMilliseconds);
            }

            if (status is 200)
            {
                _acknowledged.Add(number);
            }
            else
            {
                _others++;
            }
        }
    }
}
