namespace WebhookRelay.Tests.Subscriptions;

/// <summary>
/// Runs tasks on one thread. If several can continue, the given choices select one: the same choices give the same
/// order, so that a failure is reproducible.
/// </summary>
internal sealed class Interleaving(Func<int, int> choose) : SynchronizationContext
{
    private readonly List<Action> _ready = [];

    public override void Post(SendOrPostCallback d, object? state) => _ready.Add(() => d(state));

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public void Run(Func<Task> body)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        try
        {
            var task = body();
            while (!task.IsCompleted)
            {
                Assert.NotEmpty(_ready);
                var next = choose(_ready.Count);
                var act = _ready[next];
                _ready.RemoveAt(next);
                act();
            }

            task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }
}
