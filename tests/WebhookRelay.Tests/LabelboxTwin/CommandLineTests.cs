using Microsoft.Extensions.Options;
using WebhookRelay.LabelboxTwin;
using TwinCommandLine = WebhookRelay.LabelboxTwin.CommandLine;
using TwinProgram = WebhookRelay.LabelboxTwin.Program;

namespace WebhookRelay.Tests.LabelboxTwin;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--Rate", "5", "'--Rate' is not a setting")]
    [InlineData("--Twin:Rates", "5", "'--Twin:Rates' is not a setting")]
    [InlineData("serve", "now", "'serve' is not a setting")]
    [InlineData("--Twin:Rate=5", "--Twin:Seed", "'--Twin:Seed' needs a value")]
    public void Unknown_argument_is_named(string first, string second, string fault) =>
        Assert.Contains(fault, TwinCommandLine.FindError([first, second]), StringComparison.Ordinal);

    [Fact]
    public void Settings_accept_both_forms() => Assert.Null(TwinCommandLine.FindError(["--twin:rate", "5", "--Twin:Seed=7", "--Logging:LogLevel:Default", "Warning"]));

    [Theory]
    [InlineData("Twin:Url", "https://127.0.0.1:3003")]
    [InlineData("Twin:Url", "http://127.0.0.1:3003/path")]
    [InlineData("Twin:Url", "http://everywhere:3003")]
    [InlineData("Twin:Url", "http://127.1:3003")]
    [InlineData("Twin:ApiKey", "")]
    [InlineData("Twin:Rate", "-1")]
    [InlineData("Twin:Rate", "often")]
    [InlineData("Twin:Labels", "-1")]
    [InlineData("Twin:BodyBytes", "-1")]
    [InlineData("Twin:WorkflowEvent", "")]
    [InlineData("Twin:Concurrency", "0")]
    [InlineData("Twin:DeliveryTimeout", "00:00:00")]
    [InlineData("Twin:KeepNotifications", "-1")]
    [InlineData("Twin:KeepBodyBytes", "-1")]
    [InlineData("Twin:DeletedLabel", "Perhaps")]
    public async Task A_bad_value_stops_the_start_and_names_its_setting(string key, string value)
    {
        var (code, said) = await RunAsync($"--{key}={value}");

        Assert.Equal(1, code);
        Assert.Contains("The twin cannot start.", said, StringComparison.Ordinal);
        Assert.Contains(key, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_in_use_is_reported()
    {
        await using var twin = await Twin.StartAsync();

        var (code, said) = await RunAsync($"--Twin:Url={twin.Client.BaseAddress!.GetLeftPart(UriPartial.Authority)}", "--Logging:LogLevel:Microsoft=None");

        Assert.Equal(1, code);
        Assert.Contains("--Twin:Url to another port", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_every_setting()
    {
        var (code, said) = await RunAsync("--help");

        Assert.Equal(0, code);
        Assert.All(typeof(TwinOptions).GetProperties(), property => Assert.Contains($"--Twin:{property.Name}", said, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Startup_message_shows_addresses_and_key()
    {
        var app = TwinHost.Build(["--Twin:Url=http://127.0.0.1:0", "--Twin:Rate=0", "--Twin:ApiKey=the-key", "--Logging:LogLevel:Default=Warning"]);
        var running = RunAsync(app);
        await Eventually.TrueAsync(() => app.Lifetime.ApplicationStarted.IsCancellationRequested);
        var url = app.Urls.First();
        app.Lifetime.StopApplication();

        var (code, said) = await running;

        Assert.Equal(0, code);
        Assert.All((string[])[$"{url}/graphql", "the-key", $"{url}/twin", "curl"], text => Assert.Contains(text, said, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Environment_is_the_only_other_source()
    {
        Environment.SetEnvironmentVariable("Twin__DeliveryTimeout", "00:00:31");
        try
        {
            // A change that no other test would detect.
            await using var app = TwinHost.Build([]);
            Assert.Equal(TimeSpan.FromSeconds(31), ((IOptions<TwinOptions>)app.Services.GetService(typeof(IOptions<TwinOptions>))!).Value.DeliveryTimeout);
            Assert.Null(app.Configuration["Serilog:MinimumLevel:Default"]);
        }
        finally
        {
            Environment.SetEnvironmentVariable("Twin__DeliveryTimeout", null);
        }
    }

    private static Task<(int Code, string Said)> RunAsync(params string[] args) => CapturedAsync((output, error) => TwinProgram.RunAsync(args, output, error));

    private static Task<(int Code, string Said)> RunAsync(Microsoft.AspNetCore.Builder.WebApplication app) => CapturedAsync((output, error) => TwinCommandLine.RunAsync(app, output, error));

    private static async Task<(int Code, string Said)> CapturedAsync(Func<TextWriter, TextWriter, Task<int>> run)
    {
        await using var said = new StringWriter();
        var code = await run(said, said);
        return (code, said.ToString());
    }
}
