using Microsoft.Extensions.Time.Testing;
using WebhookRelay.Relaying;

namespace WebhookRelay.Tests.Relaying;

public sealed class RelayWindowTests
{
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Full_window_admits_after_a_release()
    {
        var window = new RelayWindow(maxEntries: 10, maxBytes: 100, refill: 1, _time);
        await window.EnterAsync(60, Ending);
        var waiting = window.EnterAsync(60, Ending).AsTask();

        Assert.False(waiting.IsCompleted);
        window.Leave(60);
        await waiting.WaitAsync(TimeSpan.FromSeconds(30), Ending);
    }

    [Fact]
    public async Task One_entry_larger_than_the_window_enters_an_empty_one()
    {
        var window = new RelayWindow(maxEntries: 10, maxBytes: 100, refill: 1, _time);

        await window.EnterAsync(1_000, Ending).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Ending);
        Assert.False(window.EnterAsync(1, Ending).AsTask().IsCompleted);
    }

    [Fact]
    public async Task Window_is_empty_after_the_last_release()
    {
        var window = new RelayWindow(maxEntries: 10, maxBytes: 100, refill: 1, _time);
        await window.EnterAsync(1, Ending);
        await window.EnterAsync(1, Ending);
        var empty = window.WhenEmptyAsync(Ending);

        window.Leave(1);
        Assert.False(empty.IsCompleted);
        window.Leave(1);
        await empty.WaitAsync(TimeSpan.FromSeconds(30), Ending);
    }

    [Fact]
    public async Task Full_window_readmits_in_groups()
    {
        var (window, waiting) = await FullAsync(refill: 3, Ending);

        window.Leave(1);
        window.Leave(1);
        Assert.False(waiting.IsCompleted);
        window.Leave(1);
        await waiting.WaitAsync(TimeSpan.FromSeconds(30), Ending);

        // Concurrent ones are admitted.
        Assert.True(window.EnterAsync(1, Ending).AsTask().IsCompletedSuccessfully);
        Assert.True(window.EnterAsync(1, Ending).AsTask().IsCompletedSuccessfully);
        Assert.False(window.EnterAsync(1, Ending).AsTask().IsCompleted);
    }

    [Fact]
    public async Task Few_long_holders_do_not_block_for_long()
    {
        var (window, waiting) = await FullAsync(refill: 3, Ending);

        window.Leave(1);
        _time.Advance(RelayWindow.LongestRefill - TimeSpan.FromTicks(1));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromTicks(1));
        await waiting.WaitAsync(TimeSpan.FromSeconds(30), Ending);
    }

    [Fact]
    public async Task Long_waiting_entry_is_admitted_at_the_first_release()
    {
        var (window, waiting) = await FullAsync(refill: 3, Ending);

        _time.Advance(RelayWindow.LongestRefill);
        Assert.False(waiting.IsCompleted);
        window.Leave(1);
        await waiting.WaitAsync(TimeSpan.FromSeconds(30), Ending);
        Assert.Equal(10, window.Entries);
    }

    [Fact]
    public async Task Full_bytes_window_admits_once_they_fit()
    {
        var window = new RelayWindow(maxEntries: 10, maxBytes: 100, refill: 8, _time);
        await window.EnterAsync(60, Ending);
        await window.EnterAsync(30, Ending);
        var waiting = window.EnterAsync(60, Ending).AsTask();

        window.Leave(60);
        await waiting.WaitAsync(TimeSpan.FromSeconds(30), Ending);
    }

    [Fact]
    public async Task Cancelled_entry_is_not_admitted()
    {
        using var stopping = new CancellationTokenSource();
        var (window, waiting) = await FullAsync(refill: 3, stopping.Token);

        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(10, window.Entries);
    }

    private async Task<(RelayWindow Window, Task Waiting)> FullAsync(int refill, CancellationToken cancellationToken)
    {
        var window = new RelayWindow(maxEntries: 10, maxBytes: 100, refill, _time);
        for (var i = 0; i < 10; i++)
        {
            await window.EnterAsync(1, Ending);
        }

        return (window, window.EnterAsync(1, cancellationToken).AsTask());
    }
}
