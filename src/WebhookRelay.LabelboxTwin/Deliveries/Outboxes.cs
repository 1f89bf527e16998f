using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace WebhookRelay.LabelboxTwin.Deliveries;

/// <summary>
/// An outbox for each webhook, so that a slow receiver holds up only itself. One at a time is sent from it, in order, unless
/// <see cref="TwinOptions.Concurrency"/> says otherwise.
/// </summary>
internal sealed partial class Outboxes(Postman postman, TimeProvider time, IOptions<TwinOptions> options, ILogger<Outboxes> logger) : IAsyncDisposable
{
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(10);

    private readonly Lock _turn = new();
    private readonly Dictionary<string, Channel<Delivery>> _outboxes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _said = new(StringComparer.Ordinal);
    private readonly List<Task> _senders = [];
    private readonly CancellationTokenSource _stopping = new();
    private TaskCompletionSource _settled = Settled();
    private int _waiting;

    public void Enqueue(Delivery delivery)
    {
        lock (_turn)
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

    /// <summary>Ends when everything that was to be sent has ended.</summary>
    public Task SettledAsync(CancellationToken cancellationToken)
    {
        lock (_turn)
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
            // The twin stops; what is not sent is lost, as Labelbox promises nothing else.
        }
    }

    private async Task<DeliveryEnding> SendAsync(Delivery delivery)
    {
        try
        {
            return await postman.SendAsync(delivery, _stopping.Token);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A bug of the twin's: the deliveries behind this one are still to be sent.
            LogBug(logger, e, delivery.Id);
            delivery.End(DeliveryEnding.Failed);
            return DeliveryEnding.Failed;
        }
    }

    private void Note(Delivery delivery, DeliveryEnding ending)
    {
        bool isNews;
        lock (_turn)
        {
            // One line for many: the notifications have each.
            isNews = ending is not DeliveryEnding.Acknowledged
                && (!_said.TryGetValue(delivery.WebhookId, out var said) || time.GetElapsedTime(said) > SayEvery);
            if (isNews)
            {
                _said[delivery.WebhookId] = time.GetTimestamp();
            }

            if (--_waiting is 0)
            {
                _settled.SetResult();
            }
        }

        if (isNews)
        {
            LogUnhappy(logger, delivery.WebhookId, ending, delivery.Id);
        }
    }

    private static TaskCompletionSource Settled()
    {
        var settled = new TaskCompletionSource();
        settled.SetResult();
        return settled;
    }

    [LoggerMessage(1, LogLevel.Error, "The twin failed at delivery {DeliveryId}")]
    private static partial void LogBug(ILogger logger, Exception exception, string deliveryId);

    [LoggerMessage(2, LogLevel.Warning, "Webhook {WebhookId} does not acknowledge: {Ending}, as of {DeliveryId}; see /twin/notifications")]
    private static partial void LogUnhappy(ILogger logger, string webhookId, DeliveryEnding ending, string deliveryId);
}
