using System.Runtime.ExceptionServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WebhookRelay.Consumer.Inboxes;
using WebhookRelay.Consumer.Receiving;

namespace WebhookRelay.Consumer.Handling;

/// <summary>Calls handlers with limited concurrency and time, each call in its own scope. It always waits for a started call to end.</summary>
internal sealed class HandlerInvoker(IServiceScopeFactory scopes, IOptions<LabelboxConsumerOptions> options, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(options.Value.Concurrency);

    /// <summary>Waits for a free slot. Dispose the result to release it.</summary>
    public async Task<IDisposable> AcquireSlotAsync(CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        return new Slot(_slots);
    }

    /// <summary>Returns the handler's exception, or null if it succeeded. Throws a cancellation only if the claim is lost or the service stops.</summary>
    public async Task<ExceptionDispatchInfo?> InvokeAsync(HandlerBinding binding, AnyEvent labelboxEvent, EventContext context, InboxClaim claim, InFlightMessage inFlight)
    {
        try
        {
            await CallAsync(binding, labelboxEvent, context, claim, inFlight);
            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return ExceptionDispatchInfo.Capture(e);
        }
    }

    public void Dispose() => _slots.Dispose();

    private async Task CallAsync(HandlerBinding binding, AnyEvent labelboxEvent, EventContext context, InboxClaim claim, InFlightMessage inFlight)
    {
        using var limit = new CancellationTokenSource(options.Value.HandlerTimeout, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, claim.Lost, inFlight.HandlerToken);
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            await binding.CallAsync(scope.ServiceProvider, labelboxEvent, context, ending.Token);
        }
        catch (Exception e) when (e.GetBaseException() is OperationCanceledException && !claim.Lost.IsCancellationRequested && !inFlight.HandlerToken.IsCancellationRequested)
        {
#pragma warning disable MA0054 // MassTransit treats an exception with a cancellation at its base as its own and loses the message.
            throw new TimeoutException(limit.IsCancellationRequested
                ? $"{binding.Handler} did not complete within LabelboxConsumers:HandlerTimeout ({options.Value.HandlerTimeout})."
                : $"{binding.Handler} was cancelled by its own code ({e.GetType().Name}: {e.Message}).");
#pragma warning restore MA0054
        }
    }

    private sealed class Slot(SemaphoreSlim slots) : IDisposable
    {
        public void Dispose() => slots.Release();
    }
}
