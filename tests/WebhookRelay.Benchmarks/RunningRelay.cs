using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace WebhookRelay.Benchmarks;

/// <summary>The service in this process, started by its own entry point.</summary>
internal sealed class RunningRelay : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private readonly TaskCompletionSource<IHost> _built = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;

    /// <summary>Completes when the service listens.</summary>
    public static async Task<RunningRelay> StartAsync(params string[] args)
    {
        var relay = new RunningRelay();
        using (DiagnosticListener.AllListeners.Subscribe(relay))
        {
            relay._running = Task.Factory.StartNew(
                () => typeof(CommandLine).Assembly.EntryPoint!.Invoke(null, [args]), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            if (await Task.WhenAny(relay._built.Task, relay._running) == relay._running)
            {
                await relay._running;
                throw new InvalidOperationException("The service ended before it was built.");
            }
        }

        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var lifetime = (await relay._built.Task).Services.GetRequiredService<IHostApplicationLifetime>();
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await await Task.WhenAny(started.Task, relay._running);
        return relay;
    }

    public async Task StopAsync()
    {
        (await _built.Task).Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await _running;
    }

    void IObserver<DiagnosticListener>.OnNext(DiagnosticListener value)
    {
        if (value.Name is "Microsoft.Extensions.Hosting")
        {
            value.Subscribe(this);
        }
    }

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
    {
        if (value is { Key: "HostBuilt", Value: IHost host })
        {
            _built.TrySetResult(host);
        }
    }

    void IObserver<DiagnosticListener>.OnCompleted()
    {
    }

    void IObserver<DiagnosticListener>.OnError(Exception error)
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnCompleted()
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnError(Exception error)
    {
    }
}
