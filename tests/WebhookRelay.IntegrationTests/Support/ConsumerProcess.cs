using System.Globalization;

namespace WebhookRelay.IntegrationTests.Support;

/// <summary>A subscribing service in its own process, whose handler reports what it does.</summary>
internal sealed class ConsumerProcess : IAsyncDisposable
{
    private static readonly TimeSpan HappensWithin = TimeSpan.FromSeconds(90);

    private readonly ServerProcess _process;

    private ConsumerProcess(ServerProcess process) => _process = process;

    /// <summary>The handler's reports so far.</summary>
    public IReadOnlyList<HandlerReport> Reports => [.. _process.Output.Select(HandlerReport.Parse).OfType<HandlerReport>()];

    /// <summary>The rest of its output.</summary>
    public IReadOnlyList<string> Logged => [.. _process.Output.Where(line => HandlerReport.Parse(line) is null)];

    public static ConsumerProcess Start(ConsumerFixture consumers, string folder, params (string Key, string Value)[] settings)
    {
        var environment = consumers.Settings.ToDictionary(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value, StringComparer.Ordinal);
        environment["HOST_FOLDER"] = folder;
        foreach (var (key, value) in settings)
        {
            environment[$"LabelboxConsumers__{key}"] = value;
        }

        return new ConsumerProcess(ServerProcess.Start("dotnet", [Executable()], environment));
    }

    public async Task<HandlerReport> ReportsAsync(string what, string id)
    {
        await UntilAsync(() => Reports.Any(report => report.Is(what, id)), $"it reports {what} of {id}");
        return Reports.First(report => report.Is(what, id));
    }

    public Task UntilAsync(Func<bool> fact, string what) => Eventually.TrueAsync(() => Task.FromResult(fact()), HappensWithin, what, () => string.Join('\n', _process.Output.TakeLast(30)));

    public Task LogsAsync(string text) => UntilAsync(() => _process.Output.Any(line => line.Contains(text, StringComparison.Ordinal)), $"it logs '{text}'");

    public async Task KillAsync()
    {
        _process.Signal(ServerProcess.SigKill);
        await _process.ExitAsync();
    }

    public void Terminate() => _process.Signal(ServerProcess.SigTerm);

    public Task<int> ExitAsync() => _process.ExitAsync();

    public Task PauseAsync() => _process.PauseAsync();

    public void Resume() => _process.Signal(ServerProcess.SigCont);

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    /// <summary>The host's build beside the tests', in the same configuration.</summary>
    private static string Executable()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var built = Path.Combine(own.Parent!.Parent!.FullName, "WebhookRelay.ConsumerHost", own.Name, "WebhookRelay.ConsumerHost.dll");
        Assert.True(File.Exists(built), $"The consumer host is not built: {built}");
        return built;
    }
}

/// <summary>One report of a handler.</summary>
internal sealed record HandlerReport(string What, string Id, string EffectKey, long Fence, int Attempt)
{
    public static HandlerReport? Parse(string line) => line.Split('\t') is [var what, var id, var key, var fence, var attempt]
        ? new HandlerReport(what, id, key, long.Parse(fence, CultureInfo.InvariantCulture), int.Parse(attempt, CultureInfo.InvariantCulture))
        : null;

    public bool Is(string what, string id) => string.Equals(What, what, StringComparison.Ordinal) && string.Equals(Id, id, StringComparison.Ordinal);
}
