namespace WebhookRelay.Tests.Cli;

internal sealed class Folder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("webhookrelay-");

    public string this[string name] => Path.Combine(_folder.FullName, name);

    public string FullName => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
