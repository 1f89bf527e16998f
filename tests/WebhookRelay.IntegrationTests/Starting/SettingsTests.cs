using System.Text.Json.Nodes;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Starting;

/// <summary>The environment settings of the runtime and the C library.</summary>
public sealed class SettingsTests
{
    [Fact]
    public void Image_unit_and_dotnet_run_use_the_same_runtime_settings()
    {
        var launch = JsonNode.Parse(File.ReadAllText(Repository.File("src/WebhookRelay/Properties/launchSettings.json")))!["profiles"]!["WebhookRelay"]!["environmentVariables"]!;

        Assert.Equal(["DOTNET_GCgen0size", "MALLOC_ARENA_MAX", "MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_"], ImageSettings.All.Keys);
        Assert.Equal(ImageSettings.All, ImageSettings.In("deploy/systemd/webhookrelay.service"));
        Assert.Equal(ImageSettings.All["DOTNET_GCgen0size"], (string?)launch["DOTNET_GCgen0size"]);
    }
}
