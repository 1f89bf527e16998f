namespace WebhookRelay.ConsumerHost;

/// <summary>Where a test holds a handler, and the effects that were made, as files in a folder.</summary>
internal sealed class Gates(string folder)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits while the test keeps the gate shut.</summary>
    public async Task PassAsync(string place, string id, CancellationToken cancellationToken)
    {
        while (File.Exists(Path.Combine(folder, $"{place}-{id}")))
        {
            await Task.Delay(LookEvery, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Whether this call created it.</summary>
    public bool MakeEffect(string key)
    {
        try
        {
            using var _ = new FileStream(Path.Combine(folder, $"effect-{key}"), FileMode.CreateNew);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
