using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using WebhookRelay.Publishing;
using WebhookRelay.Starting;

namespace WebhookRelay.Tests.Starting;

public sealed class LastValidOptionsMonitorTests : IDisposable
{
    private readonly IHost _host;
    private readonly IConfigurationRoot _configuration;
    private readonly IOptionsMonitor<PublishingOptions> _options;

    public LastValidOptionsMonitorTests()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection([new("Publishing:InFlight", "10")]);
        builder.AddSection<PublishingOptions>(PublishingOptions.Section);
        builder.Services.AddSingleton<IValidateOptions<PublishingOptions>, PublishingRangeValidator>();
        _host = builder.Build();
        _configuration = (IConfigurationRoot)_host.Services.GetRequiredService<IConfiguration>();
        _options = _host.Services.GetRequiredService<IOptionsMonitor<PublishingOptions>>();
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Change_applies_at_once_and_notifies()
    {
        var reported = 0;
        using var listening = _options.OnChange(options => reported = options.InFlight);
        Assert.Equal(10, _options.CurrentValue.InFlight);
        Change("Publishing:InFlight", "20");

        Assert.Equal(20, _options.CurrentValue.InFlight);
        Assert.Equal(20, reported);
    }

    [Theory]
    [InlineData("Publishing:InFlight", "0")]
    [InlineData("Publishing:InFlight", "many")]
    public void Invalid_change_keeps_the_previous_settings(string key, string value)
    {
        Assert.Equal(10, _options.CurrentValue.InFlight);
        Change(key, value);
        Assert.Equal(10, _options.CurrentValue.InFlight);

        Change("Publishing:InFlight", "30");
        Assert.Equal(30, _options.CurrentValue.InFlight);
    }

    private void Change(string key, string? value)
    {
        _configuration[key] = value;
        _configuration.Reload();
    }
}
