using Microsoft.Extensions.Time.Testing;
using WebhookRelay.Management;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Management;

public sealed class ManagementKeyTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Only_configured_keys_are_accepted()
    {
        File.WriteAllText(_file, "from-a-file\n");
        var key = Key(new ManagementOptions { ApiKey = "configured", ApiKeyFile = _file });

        Assert.True(key.IsRequired);
        Assert.Equal(ManagementAccess.Full, key.AccessOf("configured"));
        Assert.Equal(ManagementAccess.Full, key.AccessOf("from-a-file"));
        Assert.All(["", "Configured", "configured ", "from-a-file\n", "other"], given => Assert.Equal(ManagementAccess.None, key.AccessOf(given)));
    }

    [Fact]
    public void Key_file_is_reread_and_keeps_its_value_when_missing()
    {
        File.WriteAllText(_file, "first");
        var key = Key(new ManagementOptions { ApiKeyFile = _file });
        Assert.Equal(ManagementAccess.Full, key.AccessOf("first"));

        File.WriteAllText(_file, "second");
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(ManagementAccess.Full, key.AccessOf("second"));
        Assert.Equal(ManagementAccess.None, key.AccessOf("first"));

        File.Delete(_file);
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(ManagementAccess.Full, key.AccessOf("second"));
        Assert.Equal(ManagementAccess.None, key.AccessOf(""));
    }

    [Fact]
    public void Read_key_only_reads_and_each_file_has_its_own_content()
    {
        File.WriteAllText(_file, "reads-too\n");
        var key = Key(new ManagementOptions { ApiKey = "everything", ReadKey = "reads", ReadKeyFile = _file });

        Assert.Equal(ManagementAccess.Full, key.AccessOf("everything"));
        Assert.All(["reads", "reads-too"], given => Assert.Equal(ManagementAccess.Read, key.AccessOf(given)));
        Assert.All(["", "read", "reads "], given => Assert.Equal(ManagementAccess.None, key.AccessOf(given)));
    }

    [Fact]
    public void Without_a_key_none_is_required() => Assert.False(Key(new ManagementOptions()).IsRequired);

    private ManagementKey Key(ManagementOptions options) => new(new FixedOptions<ManagementOptions>(options), _time);
}
