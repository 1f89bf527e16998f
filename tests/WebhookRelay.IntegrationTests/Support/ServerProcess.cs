using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace WebhookRelay.IntegrationTests.Support;

/// <summary>A child process with its output. It is killed at the end of the test.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    public const int SigKill = 9;
    public const int SigTerm = 15;
    public const int SigCont = 18;
    public const int SigStop = 19;

    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(40);

    private static readonly ConcurrentDictionary<int, byte> GivenPorts = new();

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private ServerProcess(Process process) => _process = process;

    public IReadOnlyCollection<string> Output => _output;

    public bool HasExited => _process.HasExited;

    public int Id => _process.Id;

    /// <param name="command">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Additional environment variables.</param>
    /// <param name="read">Whether to read its standard output from the start, or only after <see cref="ReadOutput"/>.</param>
    public static ServerProcess Start(string command, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, bool read = true)
    {
        var start = new ProcessStartInfo(command, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start };
        var server = new ServerProcess(process);
        process.OutputDataReceived += (_, line) => server.Keep(line.Data);
        process.ErrorDataReceived += (_, line) => server.Keep(line.Data);
        process.Start();
        if (read)
        {
            process.BeginOutputReadLine();
        }

        process.BeginErrorReadLine();
        return server;
    }

    public void ReadOutput() => _process.BeginOutputReadLine();

    public static void Signal(int processId, int signal) => _ = Kill(processId, signal);

    public void Signal(int signal)
    {
        if (!_process.HasExited)
        {
            Signal(_process.Id, signal);
        }
    }

    public Task PauseAsync() => PauseAsync(_process.Id);

    /// <summary>Pauses the process and waits until every thread has stopped, because threads continue for a while after the signal.</summary>
    public static Task PauseAsync(int processId)
    {
        Signal(processId, SigStop);
        var tasks = $"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/task";
        return Eventually.TrueAsync(() => Directory.GetDirectories(tasks).All(IsStopped), EndsWithin, "the process is paused");
    }

    private static bool IsStopped(string task)
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(task, "stat"));
            return stat[stat.LastIndexOf(')') + 2] is 'T';
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or IOException)
        {
            // The thread has ended since.
            return true;
        }
    }

    public Task<int> ExitAsync() => ExitAsync(EndsWithin);

    public async Task<int> ExitAsync(TimeSpan within)
    {
        using var ending = new CancellationTokenSource(within);
        try
        {
            await _process.WaitForExitAsync(ending.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{_process.StartInfo.FileName} did not end within {within}. {string.Join('\n', Output.TakeLast(30))}");
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Signal(SigCont);
        Signal(SigKill);
        await ExitAsync();
        _process.Dispose();
    }

    /// <summary>A free port outside the ephemeral range, which a connection could take before the server starts. No port is returned twice.</summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(10_000, 32_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                if (GivenPorts.TryAdd(port, 0))
                {
                    return port;
                }
            }
            catch (SocketException)
            {
                // The port is in use; try another.
            }
        }
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _output.Enqueue(line);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Kill(int processId, int signal);
}
