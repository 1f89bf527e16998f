namespace WebhookRelay.IntegrationTests.Support;

/// <summary>Polls for a condition, for a limited time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    public static Task TrueAsync(Func<bool> fact, TimeSpan within, string what) => TrueAsync(() => Task.FromResult(fact()), within, what);

    public static async Task TrueAsync(Func<Task<bool>> fact, TimeSpan within, string what, Func<string>? seen = null)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (!await fact())
        {
            if (TimeProvider.System.GetElapsedTime(deadline) > within)
            {
                Assert.Fail($"Not within {within.TotalSeconds:0} s: {what}. {seen?.Invoke()}");
            }

            await Task.Delay(LookEvery, TestContext.Current.CancellationToken);
        }
    }
}
