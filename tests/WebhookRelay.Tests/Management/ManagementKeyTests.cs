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
        Assert.True(key.IsValid("configured"));
        Assert.True(key.IsValid("from-a-file"));
        Assert.All(["", "Configured", "configured ", "from-a-file\n", "other"], given => Assert.False(key.IsValid(given)));
    }

    [Fact]
    public void Key_file_is_reread_and_keeps_its_value_when_missing()
    {
        File.WriteAllText(_file, "first");
        var key = Key(new ManagementOptions { ApiKeyFile = _file });
        Assert.True(key.IsValid("first"));

        File.WriteAllText(_file, "second");
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.True(key.IsValid("second"));
        Assert.False(key.IsValid("first"));

        File.Delete(_file);
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.True(key.IsValid("second"));
        Assert.False(key.IsValid(""));
    }

    [Fact]
    public void Without_a_key_none_is_required() => Assert.False(Key(new ManagementOptions()).IsRequired);

    private ManagementKey Key(ManagementOptions options) => new(new FixedOptions<ManagementOptions>(options), _time);
}
