namespace WebhookRelay.ConsumerHost;

/// <summary>Files in a folder through which a test pauses handlers and counts their effects.</summary>
internal sealed class Gates(string folder)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until the test opens the gate.</summary>
    public async Task PassAsync(string place, string id, CancellationToken cancellationToken)
    {
        while (File.Exists(Path.Combine(folder, $"{place}-{id}")))
        {
            await Task.Delay(LookEvery, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Whether this call created the effect.</summary>
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
