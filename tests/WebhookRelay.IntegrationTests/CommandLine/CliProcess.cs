using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.CommandLine;

/// <summary>Runs the built command line as a process, with separate standard output and error.</summary>
internal sealed class CliProcess : IAsyncDisposable
{
    public const int SigInt = 2;

    private static readonly TimeSpan HappensWithin = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly Process _process;

    private CliProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output => string.Join('\n', _output);

    public string Errors => string.Join('\n', _errors);

    public IReadOnlyList<JsonNode> Json => [.. _output.Select(line => JsonNode.Parse(line, documentOptions: new() { MaxDepth = 1000 })!)];

    public static CliProcess Start(RelayProcess? relay, IEnumerable<string> arguments, params (string Name, string? Value)[] environment)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var built = Path.Combine(own.Parent!.Parent!.FullName, "WebhookRelay.Cli", own.Name, "webhook-relay.dll");
        Assert.True(File.Exists(built), $"The command line is not built: {built}");
        var (command, all) = Interruptible(["dotnet", built, .. arguments]);
        var start = new ProcessStartInfo(command, all) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["WEBHOOKRELAY_SECRET"] = Sender.Secret;
        if (relay is not null)
        {
            start.Environment["WEBHOOKRELAY_ADMIN"] = relay.ManagementUrl.ToString();
            start.Environment["WEBHOOKRELAY_TO"] = relay.PublicUrl.ToString();
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new CliProcess(start);
    }

    /// <summary>Runs it and asserts the exit code.</summary>
    public static async Task<CliProcess> RunAsync(RelayProcess? relay, int code, IEnumerable<string> arguments, params (string Name, string? Value)[] environment)
    {
        var process = Start(relay, arguments, environment);
        var ended = await process.ExitAsync();
        Assert.True(ended == code, $"webhook-relay {string.Join(' ', arguments)} ended with {ended}, not {code}.\n{process.Output}\n{process.Errors}");
        return process;
    }

    public bool HasEnded => _process.HasExited;

    /// <summary>A figure of its memory in kibibytes; 0 once it has ended.</summary>
    public long Memory(string name)
    {
        try
        {
            return ProcessStatus.Read(_process.Id, name);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            return 0;
        }
    }

    /// <summary>Ends it by SIGKILL.</summary>
    /// <returns>False if it had ended by itself.</returns>
    public bool Kill()
    {
        ServerProcess.Signal(_process.Id, ServerProcess.SigKill);
        _process.WaitForExit();
        return _process.ExitCode == 128 + ServerProcess.SigKill;
    }

    public async Task<int> ExitAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await _process.WaitForExitAsync(deadline.Token);
        return _process.ExitCode;
    }

    public Task SaysAsync(Func<CliProcess, bool> fact, string what) =>
        Eventually.TrueAsync(() => Task.FromResult(fact(this)), HappensWithin, what, () => $"{Output}\n{Errors}");

    /// <summary>
    /// A command that handles Ctrl+C as in a terminal. A process in the background, under nohup or cron ignores it, and so do
    /// its children.
    /// </summary>
    public static (string Command, IReadOnlyList<string> Arguments) Interruptible(IReadOnlyList<string> command) =>
        OperatingSystem.IsLinux() ? ("env", ["--default-signal=INT", .. command]) : (command[0], [.. command.Skip(1)]);

    /// <summary>Sends SIGINT, as a terminal does on Ctrl+C.</summary>
    public void Interrupt() => ServerProcess.Signal(_process.Id, SigInt);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            ServerProcess.Signal(_process.Id, ServerProcess.SigKill);
            await ExitAsync();
        }

        _process.Dispose();
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }
}
