using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;
using WebhookRelay.Starting;

namespace WebhookRelay.Tests.Starting;

/// <summary>Settings files that change as orchestrators and editors change them.</summary>
public sealed class WatchedFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("settings-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Symlink_into_a_replaced_folder_is_followed()
    {
        // A ConfigMap: settings.json -> ..data/settings.json, ..data -> ..1, and ..data is replaced.
        Write("..1/settings.json", """{"Some":{"Key":"before"}}""");
        Directory.CreateSymbolicLink(In("..data"), "..1");
        File.CreateSymbolicLink(In("settings.json"), "..data/settings.json");
        var (provider, watched) = Watch();
        Assert.False(watched.TryReload(out _));

        Write("..2/settings.json", """{"Some":{"Key":"after"}}""");
        // Of the same age, as a file from an archive or an image may be.
        File.SetLastWriteTimeUtc(In("..2/settings.json"), File.GetLastWriteTimeUtc(In("..1/settings.json")));
        Directory.Delete(In("..data"));
        Directory.CreateSymbolicLink(In("..data"), "..2");

        Assert.True(watched.TryReload(out _));
        Assert.Equal("after", Value(provider));
        Assert.False(watched.TryReload(out _));
    }

    [Fact]
    public void Invalid_change_is_reported_once_and_the_old_value_stays()
    {
        Write("settings.json", """{"Some":{"Key":"before"}}""");
        var (provider, watched) = Watch();

        foreach (var broken in (string[])["""{"Some":""", "[]", """{"Some":{"Key":"1","key":"2"}}"""])
        {
            Write("settings.json", broken);
            Assert.False(watched.TryReload(out var fault));
            Assert.NotNull(fault);
            Assert.False(watched.TryReload(out fault));
            Assert.Null(fault);
            Assert.Equal("before", Value(provider));
        }

        File.Delete(In("settings.json"));
        Assert.False(watched.TryReload(out _));
        Assert.Equal("before", Value(provider));

        Write("settings.json", """{"Some":{"Key":"after"}}""");
        Assert.True(watched.TryReload(out _));
        Assert.Equal("after", Value(provider));
    }

    [Fact]
    public void Secrets_folder_is_reloaded_without_copies()
    {
        Write("Some__Key", "before\n");
        string[] copies = ["Some__Key~", "#Some__Key#", "Some__Key.bak", "Some__Key.SWP", "Some__Key.orig", "Some__Key (copy)", "Some__Key.dpkg-old"];
        foreach (var copy in (string[])[.. copies, ".Some__Key.swp", ".Some__Key.un~"])
        {
            Write(copy, "old");
        }

        var provider = new SecretsFolderProvider(_folder.FullName);
        provider.Load();
        Assert.Equal("before", Value(provider));
        Assert.Equal(["Some"], provider.GetChildKeys([], null));
        Assert.Equal(["Key"], provider.GetChildKeys([], "Some"));
        Assert.Equal(copies.Order(StringComparer.Ordinal), provider.Ignored);
        Assert.False(provider.TryReload(out _));

        File.WriteAllBytes(In("Some__Key"), [0xEF, 0xBB, 0xBF, .. "after\r\n"u8]);
        Assert.True(provider.TryReload(out _));
        Assert.Equal("after", Value(provider));
    }

    private (JsonConfigurationProvider Provider, ReloadableJsonFile Watched) Watch()
    {
        var root = new ConfigurationBuilder().SetBasePath(_folder.FullName).AddJsonFile("settings.json", optional: true, reloadOnChange: false).Build();
        var provider = root.Providers.OfType<JsonConfigurationProvider>().Single();
        return (provider, new ReloadableJsonFile(provider, In("settings.json")));
    }

    private static string? Value(IConfigurationProvider provider) => provider.TryGet("Some:Key", out var value) ? value : null;

    private string In(string file) => Path.Combine(_folder.FullName, file);

    private void Write(string file, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(file))!);
        File.WriteAllText(In(file), content);
    }
}
