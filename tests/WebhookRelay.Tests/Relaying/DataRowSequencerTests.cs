using WebhookRelay.Relaying;

namespace WebhookRelay.Tests.Relaying;

public sealed class DataRowSequencerTests
{
    private readonly DataRowSequencer _lanes = new();

    [Fact]
    public async Task Work_of_one_row_runs_in_order()
    {
        var order = new List<int>();
        var first = new TaskCompletionSource();
        var one = _lanes.RunAsync("row", async () => { await first.Task; order.Add(1); });
        var two = _lanes.RunAsync("row", () => { order.Add(2); return Task.CompletedTask; });
        var three = _lanes.RunAsync("row", () => { order.Add(3); return Task.CompletedTask; });

        Assert.Empty(order);
        first.SetResult();
        await Task.WhenAll(one, two, three).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal([1, 2, 3], order);
    }

    [Fact]
    public async Task Other_and_unknown_rows_do_not_wait()
    {
        var never = new TaskCompletionSource();
        var blocked = _lanes.RunAsync("row", () => never.Task);

        await _lanes.RunAsync("other", () => Task.CompletedTask).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await _lanes.RunAsync(null, () => Task.CompletedTask).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.False(blocked.IsCompleted);
    }

    [Fact]
    public async Task Failed_work_does_not_block_its_row()
    {
        var failing = _lanes.RunAsync("row", () => Task.FromException(new InvalidOperationException()));
        var ran = false;
        await _lanes.RunAsync("row", () => { ran = true; return Task.CompletedTask; })
            .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<InvalidOperationException>(() => failing);
        Assert.True(ran);
    }
}
