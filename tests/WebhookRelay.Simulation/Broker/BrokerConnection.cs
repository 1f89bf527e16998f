using WebhookRelay.Publishing;
using WebhookRelay.Simulation.Time;
using WebhookRelay.Simulation.World;

namespace WebhookRelay.Simulation.Broker;

/// <summary>A relay's connection to the broker. If it breaks, the outcome of unanswered publishes is unknown.</summary>
internal sealed class BrokerConnection : IEventBus, IDisposable
{
    private readonly SimulatedBroker _broker;
    private readonly Timeline _timeline;
    private readonly ProcessLifetime _lifetime;
    private readonly Random _random;
    private readonly GuaranteeMonitor _monitor;
    private readonly BrokerReadiness _readiness;
    private readonly List<Sending> _unanswered = [];
    private TaskCompletionSource _connected = NewSignal();
    private CancellationTokenSource _ended = new();

    public BrokerConnection(SimulatedBroker broker, Timeline timeline, ProcessLifetime lifetime, Random random, GuaranteeMonitor monitor, BrokerReadiness readiness)
    {
        (_broker, _timeline, _lifetime, _random, _monitor, _readiness) = (broker, timeline, lifetime, random, monitor, readiness);
        ConnectLater();
    }

    public async Task<bool> PublishAsync(OutboundEvent outbound, Action<CancellationToken> goesOut, CancellationToken cancellationToken)
    {
        await ChannelAsync(cancellationToken);
        goesOut(_ended.Token);
        _monitor.WentOut(outbound, _lifetime);
        var sending = new Sending(outbound, goesOut, _timeline.Now);
        _unanswered.Add(sending);
        _timeline.After(Travel(), () => Arrive(sending));
        return await sending.Answer.Task.WaitAsync(cancellationToken);
    }

    public void Dispose() => _ended.Dispose();

    private async Task ChannelAsync(CancellationToken cancellationToken)
    {
        if (_broker.BusyUntil > _timeline.Now)
        {
            var free = NewSignal();
            _timeline.After(TimeSpan.FromMilliseconds(_random.Next(3_000)), _lifetime, () => free.TrySetResult());
            await free.Task.WaitAsync(cancellationToken);
        }

        await _connected.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Breaks the connection and reopens it after a while. Some publishes end only with that error.</summary>
    public void Break()
    {
        if (!_connected.Task.IsCompleted)
        {
            return;
        }

        _connected = NewSignal();
        _readiness.SetLost();
        foreach (var sending in _unanswered)
        {
            sending.IsLost = _random.Next(2) is 0;
            sending.IsCut = true;
            if (_random.Next(4) is not 0)
            {
                _timeline.After(Travel(), _lifetime, () => Fail(sending));
            }
        }

        _timeline.After(Travel(), _lifetime, _ended.Cancel);
        _ended = new CancellationTokenSource();
        _unanswered.Clear();
        ConnectLater();
    }

    private void Arrive(Sending sending)
    {
        if (sending.IsLost)
        {
            return;
        }

        if (_broker.StalledUntil > _timeline.Now)
        {
            _timeline.After(_broker.StalledUntil - _timeline.Now + Travel(), () => Arrive(sending));
            return;
        }

        var taken = _broker.Take(sending.Outbound);
        _timeline.After(Travel(), _lifetime, () => Answer(sending, taken));
    }

    private void Answer(Sending sending, bool? taken)
    {
        if (sending.IsCut)
        {
            return;
        }

        _unanswered.Remove(sending);
        if (taken is not { } routed)
        {
            sending.Answer.TrySetException(new RefusedException());
            return;
        }

        if (routed)
        {
            _monitor.Confirmed(sending.Outbound, sending.WentOutAt);
        }

        sending.Answer.TrySetResult(routed);
    }

    /// <summary>The bus may retry once by itself.</summary>
    private void Fail(Sending sending)
    {
        try
        {
            if (_random.Next(3) is 0)
            {
                sending.GoesOut(_ended.Token);
            }

            sending.Answer.TrySetException(new IOException("The connection broke."));
        }
        catch (Exception e)
        {
            sending.Answer.TrySetException(e);
        }
    }

    private void ConnectLater() => _timeline.After(Travel(), _lifetime, () =>
    {
        if (_broker.IsAway)
        {
            ConnectLater();
            return;
        }

        _connected.SetResult();
        _readiness.SetReady();
    });

    private TimeSpan Travel() => TimeSpan.FromMicroseconds(_random.Next(20) is 0 ? _random.Next(100_000) : _random.Next(100, 4_000));

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Sending(OutboundEvent outbound, Action<CancellationToken> goesOut, TimeSpan wentOutAt)
    {
        public TimeSpan WentOutAt => wentOutAt;

        public OutboundEvent Outbound => outbound;

        public Action<CancellationToken> GoesOut => goesOut;

        public TaskCompletionSource<bool> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The publish does not reach the broker.</summary>
        public bool IsLost { get; set; }

        /// <summary>The connection broke, so no answer arrives.</summary>
        public bool IsCut { get; set; }
    }
}
