using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Subscriptions;

/// <summary>A fake ngrok agent with one tunnel, and a forwarder from the tunnel's address to the relay.</summary>
internal sealed class FakeNgrok : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly int _port;
    private readonly List<TcpProxy> _forwards = [];

    private FakeNgrok(WebApplication app, int port) => (_app, _port) = (app, port);

    public string AgentUrl => _app.Urls.First();

    /// <summary>The address that the agent currently reports.</summary>
    public string PublicUrl => $"http://127.0.0.1:{_forwards[^1].Port}";

    public static async Task<FakeNgrok> StartAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var ngrok = new FakeNgrok(builder.Build(), port);
        ngrok.OpenAnother();
        ngrok._app.Run(ngrok.AnswerAsync);
        await ngrok._app.StartAsync();
        return ngrok;
    }

    /// <summary>Starts a new session like ngrok: the agent reports only the new address.</summary>
    public void OpenAnother() => _forwards.Add(new TcpProxy(_port));

    /// <summary>Closes every tunnel except the newest.</summary>
    public async Task CloseOldAsync()
    {
        foreach (var old in _forwards.SkipLast(1).ToList())
        {
            _forwards.Remove(old);
            await old.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        foreach (var forward in _forwards)
        {
            await forward.DisposeAsync();
        }
    }

    private Task AnswerAsync(HttpContext context) => context.Request.Path == "/api/tunnels"
        ? context.Response.WriteAsJsonAsync(new { tunnels = new[] { new { name = "command_line", public_url = PublicUrl, proto = "http", config = new { addr = $"http://localhost:{_port}", inspect = true } } } })
        : Task.FromResult(context.Response.StatusCode = StatusCodes.Status404NotFound);
}
