using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace WebhookRelay.LabelboxTwin.Deliveries;

/// <summary>
/// One outbox per webhook, so that a slow receiver delays only its own deliveries. Each sends one delivery at a time, in
/// order, unless <see cref="TwinOptions.Concurrency"/> allows more.
/// </summary>
internal sealed partial class Outboxes(DeliverySender sender, TimeProvider time, IOptions<TwinOptions> options, ILogger<Outboxes> logger) : IAsyncDisposable
{
    private static readonly TimeSpan WarningInterval = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Channel<Delivery>> _outboxes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _lastWarning = new(StringComparer.Ordinal);
    private readonly List<Task> _senders = [];
    private readonly CancellationTokenSource _stopping = new();
    private TaskCompletionSource _settled = Settled();
    private int _waiting;

    public void Enqueue(Delivery delivery)
    {
        lock (_lock)
        {
            if (_waiting++ is 0)
            {
                _settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            if (!_outboxes.TryGetValue(delivery.WebhookId, out var outbox))
            {
                outbox = _outboxes[delivery.WebhookId] = Channel.CreateUnbounded<Delivery>();
                for (var i = 0; i < options.Value.Concurrency; i++)
                {
                    _senders.Add(Task.Run(() => SendAllAsync(outbox.Reader)));
                }
            }

            outbox.Writer.TryWrite(delivery);
        }
    }

    /// <summary>Completes when every delivery in the outboxes has ended.</summary>
    public Task SettledAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _settled.Task.WaitAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_senders);
        _stopping.Dispose();
    }

    private async Task SendAllAsync(ChannelReader<Delivery> outbox)
    {
        try
        {
            await foreach (var delivery in outbox.ReadAllAsync(_stopping.Token))
            {
                Note(delivery, await SendAsync(delivery));
            }
        }
        catch (OperationCanceledException)
        {
            // The twin is stopping. Unsent deliveries are lost; Labelbox documents no retry either.
        }
    }

    private async Task<DeliveryOutcome> SendAsync(Delivery delivery)
    {
        try
        {
            return await sender.SendAsync(delivery, _stopping.Token);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A bug in the twin. Keep sending the deliveries behind this one.
            LogBug(logger, e, delivery.Id);
            delivery.End(DeliveryOutcome.Failed);
            return DeliveryOutcome.Failed;
        }
    }

    private void Note(Delivery delivery, DeliveryOutcome outcome)
    {
        bool warn;
        lock (_lock)
        {
            // Warn at intervals only; the notifications list every failure.
            warn = outcome is not DeliveryOutcome.Acknowledged
                && (!_lastWarning.TryGetValue(delivery.WebhookId, out var last) || time.GetElapsedTime(last) > WarningInterval);
            if (warn)
            {
                _lastWarning[delivery.WebhookId] = time.GetTimestamp();
            }

            if (--_waiting is 0)
            {
                _settled.SetResult();
            }
        }

        if (warn)
        {
            LogNotAcknowledged(logger, delivery.WebhookId, outcome, delivery.Id);
        }
    }

    private static TaskCompletionSource Settled()
    {
        var settled = new TaskCompletionSource();
        settled.SetResult();
        return settled;
    }

    [LoggerMessage(1, LogLevel.Error, "The twin failed to send delivery {DeliveryId} because of a bug")]
    private static partial void LogBug(ILogger logger, Exception exception, string deliveryId);

    [LoggerMessage(2, LogLevel.Warning, "Webhook {WebhookId} does not acknowledge deliveries: {Outcome}, last {DeliveryId}. See /twin/notifications")]
    private static partial void LogNotAcknowledged(ILogger logger, string webhookId, DeliveryOutcome outcome, string deliveryId);
}
