using System.ComponentModel;
using System.Diagnostics;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Deploying;

/// <summary>A copy of the overlays with generated secrets, rendered with kustomize.</summary>
internal sealed class Kustomize : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("webhookrelay-");

    public Kustomize()
    {
        foreach (var file in Repository.Files("k8s", "*.yaml"))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(File(file))!);
            System.IO.File.Copy(Repository.File(file), File(file));
        }

        Directory.CreateDirectory(File("k8s/overlays/production/secrets"));
        foreach (var name in (string[])["webhook-secret", "management-key", "payloads-key", "rabbitmq-uri"])
        {
            System.IO.File.WriteAllText(File($"k8s/overlays/production/secrets/{name}"), $"made-up-{name}");
        }
    }

    /// <summary>Replaces a text in a file; the text must exist.</summary>
    public void Change(string path, string text, string to)
    {
        var before = System.IO.File.ReadAllText(File(path));
        Assert.Contains(text, before, StringComparison.Ordinal);
        System.IO.File.WriteAllText(File(path), before.Replace(text, to, StringComparison.Ordinal));
    }

    public IReadOnlyList<object> Render(string overlay)
    {
        try
        {
            using var kubectl = Process.Start(new ProcessStartInfo("kubectl", ["kustomize", File(overlay)]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = kubectl.StandardError.ReadToEndAsync();
            var rendered = kubectl.StandardOutput.ReadToEnd();
            kubectl.WaitForExit();
            Assert.True(kubectl.ExitCode is 0, errors.Result);
            return Manifests.Load(rendered);
        }
        catch (Win32Exception)
        {
            Assert.Skip("kubectl is not installed, so that no overlay is rendered; each manifest is still checked on its own.");
            throw;
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string File(string path) => Path.Combine(_folder.FullName, path);
}
