using WebhookRelay.IntegrationTests.Support;
using WebhookRelay.LoadTests.Figures;

namespace WebhookRelay.LoadTests.Contestants;

/// <summary>A contestant's processes. Their output goes to a file, because reading it would slow the sender.</summary>
internal sealed class RunningContestant : IAsyncDisposable
{
    private const int LastCharacters = 4_000;

    private readonly ServerProcess _process;
    private readonly string _output;

    private RunningContestant(ServerProcess process, string output) => (_process, _output) = (process, output);

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The last lines of the output.</summary>
    public string Output
    {
        get
        {
            using var reader = new StreamReader(new FileStream(_output, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite));
            var text = reader.ReadToEnd();
            return text[Math.Max(0, text.Length - LastCharacters)..];
        }
    }

    public static RunningContestant Start(Launch launch, string output) =>
        new(ServerProcess.Start("/bin/sh", ["-c", "exec \"$@\" >\"$0\" 2>&1", output, launch.Command, .. launch.Arguments], launch.Environment), output);

    public async ValueTask DisposeAsync()
    {
        var tree = ProcessTree.Of(_process.Id);
        await _process.DisposeAsync();
        foreach (var below in tree.Skip(1))
        {
            ServerProcess.Signal(below, ServerProcess.SigKill);
        }
    }
}
