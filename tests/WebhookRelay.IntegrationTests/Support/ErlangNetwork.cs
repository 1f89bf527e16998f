using System.Globalization;

namespace WebhookRelay.IntegrationTests.Support;

/// <summary>How Erlang nodes find and trust each other: their own port mapper and a shared cookie.</summary>
internal sealed class ErlangNetwork : IAsyncDisposable
{
    private readonly string _port = ServerProcess.FreePort().ToString(CultureInfo.InvariantCulture);

    public string Cookie { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The environment of its nodes and of the tools that contact them.</summary>
    public IDictionary<string, string?> Environment => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["RABBITMQ_ERLANG_COOKIE"] = Cookie,
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["ERL_EPMD_PORT"] = _port,
    };

    /// <summary>Stops the port mapper, which a node started and which would outlive it.</summary>
    public async ValueTask DisposeAsync()
    {
        await using var epmd = ServerProcess.Start(ServerPaths.Epmd, ["-kill"], new Dictionary<string, string?>(Environment, StringComparer.Ordinal));
        await epmd.ExitAsync();
    }
}
