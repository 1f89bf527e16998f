using System.Runtime.ExceptionServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WebhookRelay.Consumer.Inboxes;
using WebhookRelay.Consumer.Receiving;

namespace WebhookRelay.Consumer.Handling;

/// <summary>Calls handlers: so many at once, each in a scope of its own, each for so long. A call that has begun is waited for.</summary>
internal sealed class HandlerCalls(IServiceScopeFactory scopes, IOptions<LabelboxConsumerOptions> options, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _room = new(options.Value.Concurrency);

    /// <summary>Waits for a handler's room. Disposing what it returns gives the room to the next one.</summary>
    public async Task<IDisposable> RoomAsync(CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        return new Room(_room);
    }

    /// <summary>Null where the handler ended well. Throws a cancellation only where the claim is lost or the service stops.</summary>
    public async Task<ExceptionDispatchInfo?> FailureAsync(HandlerBinding binding, AnyEvent labelboxEvent, EventContext context, InboxClaim claim, Reception reception)
    {
        try
        {
            await CallAsync(binding, labelboxEvent, context, claim, reception);
            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return ExceptionDispatchInfo.Capture(e);
        }
    }

    public void Dispose() => _room.Dispose();

    private async Task CallAsync(HandlerBinding binding, AnyEvent labelboxEvent, EventContext context, InboxClaim claim, Reception reception)
    {
        using var limit = new CancellationTokenSource(options.Value.HandlerTimeout, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, claim.Lost, reception.Running);
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            await binding.CallAsync(scope.ServiceProvider, labelboxEvent, context, ending.Token);
        }
        catch (Exception e) when (e.GetBaseException() is OperationCanceledException && !claim.Lost.IsCancellationRequested && !reception.Running.IsCancellationRequested)
        {
#pragma warning disable MA0054 // The bus takes an exception with a cancellation at its base for one of its own, and loses what it says.
            throw new TimeoutException(limit.IsCancellationRequested
                ? $"{binding.Handler} did not end within LabelboxConsumers:HandlerTimeout ({options.Value.HandlerTimeout})."
                : $"{binding.Handler} was cancelled by something of its own ({e.GetType().Name}: {e.Message}).");
#pragma warning restore MA0054
        }
    }

    private sealed class Room(SemaphoreSlim room) : IDisposable
    {
        public void Dispose() => room.Release();
    }
}
