using System.Text;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Documents;

/// <summary>
/// An isolated shell: a copy of the repository with links, a home folder, and its own network namespace, so that the
/// documented ports are free. Its processes end with it.
/// </summary>
internal sealed class Terminal : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringBuilder _script = new();

    public Terminal()
    {
        Directory.CreateDirectory(_folder.File("home"));
        Directory.CreateDirectory(_folder.File("clone"));
        foreach (var entry in Directory.EnumerateFileSystemEntries(Repository.Root).Where(entry => Path.GetFileName(entry) is not ".git"))
        {
            File.CreateSymbolicLink(Path.Combine(_folder.File("clone"), Path.GetFileName(entry)), entry);
        }

        _script.AppendLine($$"""
            set -euo pipefail
            ip link set lo up
            export HOME={{_folder.File("home")}} DOTNET_CLI_HOME={{_folder.File("home")}} DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
            unset XDG_DATA_HOME
            cd {{_folder.File("clone")}}
            # It is built already, with the tests. The profile's ledger is in the checkout, which is the user's own.
            dotnet() {
              case "$*" in
                "run "*--launch-profile*) command dotnet run --no-build -e "Ledger__Path=$HOME/ledger" "${@:2}" ;;
                "run "*) command dotnet run --no-build "${@:2}" ;;
                *) command dotnet "$@" ;;
              esac
            }
            listens() { for _ in $(seq 600); do (exec 3<>/dev/tcp/127.0.0.1/$1) 2>/dev/null && return; sleep 0.1; done; echo "no server listens on $1"; return 1; }
            says() { for _ in $(seq 600); do grep -q "$2" "$HOME/$1" && return; sleep 0.1; done; echo "$1 does not say: $2"; tail -20 "$HOME/$1"; return 1; }
            """);
    }

    /// <summary>Runs a block in the main shell, with its output between named markers.</summary>
    public void Run(string name, string commands) => _script.AppendLine($"echo '<{name}>'\n{commands}\necho\necho '</{name}>'");

    /// <summary>Runs a block in the background, as in another terminal.</summary>
    public void RunBeside(string name, string commands) => _script.AppendLine($"(\n{commands}\n) >\"$HOME/{name}\" 2>&1 &");

    /// <summary>Runs a command of the test.</summary>
    public void Then(string command) => _script.AppendLine(command);

    /// <summary>Runs everything and returns the output.</summary>
    public async Task<string> EndAsync()
    {
        await using var shell = ServerProcess.Start("unshare", ["--net", "--pid", "--fork", "--mount-proc", "--kill-child", "bash", "-c", _script.ToString()]);
        await Eventually.TrueAsync(() => shell.HasExited, TimeSpan.FromMinutes(5), "the commands end");
        var code = await shell.ExitAsync();
        var output = string.Join('\n', shell.Output);
        Assert.True(code is 0, $"A command ends with {code}:\n{output}");
        return output;
    }

    public static async Task IsPossibleOrSkipAsync()
    {
        try
        {
            await using var probe = ServerProcess.Start("unshare", ["--net", "--pid", "--fork", "--mount-proc", "--kill-child", "bash", "-c", "ip link set lo up && curl --version && openssl version"]);
            Assert.SkipUnless(await probe.ExitAsync() is 0, $"No network namespace can be created here, or curl, openssl or ip is missing, so that the documents' commands are not run: {string.Join(' ', probe.Output)}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("unshare (util-linux) is not installed, so that the documents' commands are not run.");
        }
    }

    public void Dispose() => _folder.Dispose();
}
