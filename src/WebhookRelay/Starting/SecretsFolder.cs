using System.Text;
using System.Text.RegularExpressions;
using WebhookRelay.Labelbox;

namespace WebhookRelay.Starting;

/// <summary>A folder with one file per setting, named <c>Section__Key</c>, as orchestrators mount secrets.</summary>
internal sealed class SecretsFolder(string path) : IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new SecretsFolderProvider(path);
}

internal sealed partial class SecretsFolderProvider(string path) : ConfigurationProvider, IReloadableSettings
{
    private Dictionary<string, string?> _read = [];

    public string Path => path;

    public IReadOnlyList<string> Ignored { get; private set; } = [];

    /// <exception cref="StartupException">The folder, or a file in it, cannot be read.</exception>
    public override void Load()
    {
        try
        {
            Data = _read = Read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"SecretsFolder '{path}' cannot be read: {e.Message} Set it to a folder whose files this process may read.", e);
        }
    }

    public bool TryReload(out string? fault)
    {
        fault = null;
        try
        {
            var now = Read();
            if (now.Count == _read.Count && now.All(setting => _read.TryGetValue(setting.Key, out var before) && string.Equals(before, setting.Value, StringComparison.Ordinal)))
            {
                return false;
            }

            Data = _read = now;
            OnReload();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder is being changed; the next check sees the complete change.
            return false;
        }
    }

    private Dictionary<string, string?> Read()
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var ignored = new List<string>();
        foreach (var file in Directory.EnumerateFiles(path).Order(StringComparer.Ordinal))
        {
            var name = System.IO.Path.GetFileName(file);
            if (name.StartsWith('.'))
            {
                continue;
            }

            if (IsCopy().IsMatch(name) || !IsName().IsMatch(name))
            {
                ignored.Add(name);
                continue;
            }

            settings[name.Replace("__", ":", StringComparison.Ordinal)] = Encoding.UTF8.GetString(SecretContent.Of(File.ReadAllBytes(file)));
        }

        Ignored = ignored;
        return settings;
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_.:-]*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex IsName();

    /// <summary>Copies that editors and package managers leave. A copy of a secret would stay valid after the secret was replaced.</summary>
    [GeneratedRegex(@"(~|\.(bak|backup|old|orig|save|saved|copy|new|rej|sw[a-z]|tmp|temp|rpmnew|rpmsave|dpkg-[a-z]+))$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex IsCopy();
}
