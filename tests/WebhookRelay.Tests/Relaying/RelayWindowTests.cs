using WebhookRelay.Relaying;

namespace WebhookRelay.Tests.Relaying;

public sealed class RelayWindowTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_window_is_entered_when_another_has_left()
    {
        var window = new RelayWindow(maxEntries: 10, maxBytes: 100);
        await window.EnterAsync(60, Ending);
        var waiting = window.EnterAsync(60, Ending).AsTask();

        Assert.False(waiting.IsCompleted);
        window.Leave(60);
        await waiting.WaitAsync(TimeSpan.FromSeconds(30), Ending);
    }

    [Fact]
    public async Task One_entry_larger_than_the_window_enters_an_empty_one()
    {
        var window = new RelayWindow(maxEntries: 10, maxBytes: 100);

        await window.EnterAsync(1_000, Ending).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Ending);
        Assert.False(window.EnterAsync(1, Ending).AsTask().IsCompleted);
    }

    [Fact]
    public async Task It_is_empty_when_the_last_has_left()
    {
        var window = new RelayWindow(maxEntries: 10, maxBytes: 100);
        await window.EnterAsync(1, Ending);
        await window.EnterAsync(1, Ending);
        var empty = window.WhenEmptyAsync(Ending);

        window.Leave(1);
        Assert.False(empty.IsCompleted);
        window.Leave(1);
        await empty.WaitAsync(TimeSpan.FromSeconds(30), Ending);
    }
}
