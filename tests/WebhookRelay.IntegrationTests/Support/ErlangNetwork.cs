using System.Globalization;

namespace WebhookRelay.IntegrationTests.Support;

/// <summary>How Erlang's nodes find and trust each other: a port mapper on a port of its own, and a cookie they share.</summary>
internal sealed class ErlangNetwork : IAsyncDisposable
{
    private readonly string _port = ServerProcess.FreePort().ToString(CultureInfo.InvariantCulture);

    public string Cookie { get; } = Guid.NewGuid().ToString("N");

    /// <summary>What a node in it, and a tool that asks one, is started with.</summary>
    public IDictionary<string, string?> Environment => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["RABBITMQ_ERLANG_COOKIE"] = Cookie,
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["ERL_EPMD_PORT"] = _port,
    };

    /// <summary>The port mapper was started by a node, and would outlive it.</summary>
    public async ValueTask DisposeAsync()
    {
        await using var epmd = ServerProcess.Start(ServerPaths.Epmd, ["-kill"], new Dictionary<string, string?>(Environment, StringComparer.Ordinal));
        await epmd.ExitAsync();
    }
}
