namespace WebhookRelay.Tests.LabelboxTwin;

/// <summary>Polls for a condition, for a limited time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(30);

    public static async Task TrueAsync(Func<bool> fact)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!fact())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Within, "It did not come true.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TestContext.Current.CancellationToken);
        }
    }
}
