using System.Text.Json;
using Microsoft.Extensions.Configuration.Json;

namespace WebhookRelay.Starting;

/// <summary>An appsettings file. While it is missing or invalid, its last content stays in use.</summary>
internal sealed class ReloadableJsonFile(JsonConfigurationProvider provider, string file) : IReloadableSettings
{
    private byte[]? _content = Read(file);

    public string Path => file;

    public IReadOnlyList<string> Ignored => [];

    public bool TryReload(out string? fault)
    {
        fault = null;
        if (Read(file) is not { } content || content.AsSpan().SequenceEqual(_content))
        {
            return false;
        }

        _content = content;
        try
        {
            // Parse first: loading invalid JSON would clear the provider.
            _ = new ConfigurationBuilder().AddJsonStream(new MemoryStream(content)).Build();
            provider.Load();
            return true;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidDataException)
        {
            fault = (e.InnerException ?? e).Message;
            return false;
        }
    }

    private static byte[]? Read(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
