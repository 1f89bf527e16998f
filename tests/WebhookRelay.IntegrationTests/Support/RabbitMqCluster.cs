using System.Text.Json;

namespace WebhookRelay.IntegrationTests.Support;

/// <summary>Three private RabbitMQ nodes on this machine, joined into one cluster.</summary>
internal sealed class RabbitMqCluster : IAsyncDisposable
{
    private const int Size = 3;

    private readonly ErlangNetwork _network = new();
    private RabbitMqServer[] _nodes = [];

    public IReadOnlyList<RabbitMqServer> Nodes => _nodes;

    public static async Task<RabbitMqCluster> StartAsync()
    {
        var cluster = new RabbitMqCluster();
        try
        {
            var first = await RabbitMqServer.StartAsync(authority: null, cluster._network);
            cluster._nodes = [first];
            var joining = Enumerable.Range(1, Size - 1).Select(_ => RabbitMqServer.StartAsync(authority: null, cluster._network, joins: first)).ToList();
            await ((Task)Task.WhenAll(joining)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cluster._nodes = [first, .. joining.Where(node => node.IsCompletedSuccessfully).Select(node => node.Result)];
            await Task.WhenAll(joining);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The leader, members and online members of a quorum queue of the default virtual host, as a node reports them, a few seconds old.</summary>
    public static async Task<QuorumState> StateAsync(RabbitMqServer asked, string queue)
    {
        using var http = asked.Management();
        // The response has duplicate members, which JsonNode rejects.
        using var response = JsonDocument.Parse(await http.GetStringAsync(new Uri($"api/queues/%2F/{queue}", UriKind.Relative)));
        string[] Nodes(string column) => response.RootElement.TryGetProperty(column, out var nodes) ? [.. nodes.EnumerateArray().Select(node => node.GetString()!)] : [];
        return new QuorumState(response.RootElement.TryGetProperty("leader", out var leader) ? leader.GetString() : null, Nodes("members"), Nodes("online"));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        await _network.DisposeAsync();
    }
}
