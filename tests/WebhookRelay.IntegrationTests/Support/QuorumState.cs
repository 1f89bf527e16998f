namespace WebhookRelay.IntegrationTests.Support;

/// <summary>The nodes of a quorum queue.</summary>
internal sealed record QuorumState(string? Leader, IReadOnlyList<string> Members, IReadOnlyList<string> Online)
{
    public bool IsLedBy(RabbitMqServer node) => string.Equals(Leader, node.Node, StringComparison.Ordinal);
}
