using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using WebhookRelay.Ledger;
using WebhookRelay.Receiving;
using WebhookRelay.Starting;
using WebhookRelay.Subscriptions;
using WebhookRelay.Tests.LabelboxTwin;
using WebhookRelay.Tests.Support;
using WebhookRelay.Tunnel;

namespace WebhookRelay.Tests.Subscriptions;

public sealed class TunnelMonitorTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Agent _agent = new();
    private readonly Lines _log = new();
    private readonly SubscriptionsOptions _subscriptions = new();
    private readonly PublicAddress _address;

    public TunnelMonitorTests() => _address = new PublicAddress(new FixedOptions<SubscriptionsOptions>(_subscriptions));

    public void Dispose() => _agent.Dispose();

    [Fact]
    public async Task Address_is_logged_and_follows_the_tunnel()
    {
        _subscriptions.Webhooks["labels"] = new SubscriptionOptions();
        _agent.Tunnel = "https://one.ngrok.app";
        using var watch = await StartAsync("Development");
        await LookAsync(() => _address.Current == ("https://one.ngrok.app", true));
        // It is logged after that.
        await LookAsync(() => _log.All.Any(line => line.Contains("https://one.ngrok.app/webhook-endpoint/labels", StringComparison.Ordinal)));

        _agent.Tunnel = "https://two.ngrok.app";
        await LookAsync(() => _address.Current == ("https://two.ngrok.app", true));
        _agent.Tunnel = null;
        await LookAsync(() => _address.Current == (null, false));
        await watch.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Missing_agent_is_retried_silently()
    {
        using var watch = await StartAsync("Development");
        await LookAsync(() => _agent.Asked > 5);
        await watch.StopAsync(CancellationToken.None);
        Assert.Empty(_log.All);
    }

    [Fact]
    public async Task Other_server_at_the_agents_address_is_ignored()
    {
        _agent.CharSet = "none-such";
        _agent.Tunnel = "https://one.ngrok.app";
        using var watch = await StartAsync("Development");
        await LookAsync(() => _agent.Asked > 3);
        Assert.False(watch.ExecuteTask!.IsCompleted);
        _agent.CharSet = "utf-8";
        await LookAsync(() => _address.Current == ("https://one.ngrok.app", true));
        await watch.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Configured_address_takes_precedence()
    {
        (_subscriptions.PublicUrl, _agent.Tunnel) = ("https://relay.example.com/", "https://one.ngrok.app");
        using var watch = await StartAsync("Development");
        _time.Advance(TimeSpan.FromMinutes(1));
        await watch.StopAsync(CancellationToken.None);
        Assert.Equal((0, ("https://relay.example.com", false)), (_agent.Asked, _address.Current));
    }

    [Fact]
    public async Task Tunnel_is_detected_in_Development_only()
    {
        _agent.Tunnel = "https://one.ngrok.app";
        using var watch = await StartAsync("Production");
        await watch.ExecuteTask!;
        Assert.Equal((0, (null, false)), (_agent.Asked, _address.Current));
    }

    private async Task<TunnelMonitor> StartAsync(string environment)
    {
        var host = new HostingEnvironment { EnvironmentName = environment };
        var receiving = new ReceivingOptions();
        var secrets = new WebhookSecrets(
            new FixedOptions<ReceivingOptions>(receiving),
            new DevelopmentSecret(host, Options.Create(receiving), Options.Create(new LedgerOptions()), NullLogger<DevelopmentSecret>.Instance), _time, NullLogger<WebhookSecrets>.Instance);
        var options = new FixedOptions<SubscriptionsOptions>(_subscriptions);
        var watch = new TunnelMonitor(
            new HttpClient(_agent), _address, new DesiredStateReader(options, secrets, _address), new FixedOptions<TunnelOptions>(new TunnelOptions()), options,
            Options.Create(receiving), host, new RunMode(Drain: false), _time, _log);
        await watch.StartAsync(TestContext.Current.CancellationToken);
        return watch;
    }

    private Task LookAsync(Func<bool> fact) => Eventually.TrueAsync(() =>
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        return fact();
    });

    private sealed class Agent : HttpMessageHandler
    {
        public volatile string? Tunnel;
        public volatile string CharSet = "utf-8";
        private int _asked;

        public int Asked => _asked;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            Assert.Equal("http://127.0.0.1:4040/api/tunnels", request.RequestUri!.AbsoluteUri);
            return Tunnel is { } url
                ? Task.FromResult(Answer(url))
                : throw new HttpRequestException("Connection refused.");
        }

        private HttpResponseMessage Answer(string url)
        {
            var content = new StringContent($$$"""{"tunnels":[{"public_url":"{{{url}}}","config":{"addr":"http://localhost:3001"}}]}""");
            content.Headers.ContentType!.CharSet = CharSet;
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
        }
    }

    private sealed class Lines : ILogger<TunnelMonitor>
    {
        public ConcurrentQueue<string> All { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => All.Enqueue(formatter(state, exception));
    }
}
