namespace WebhookRelay.Starting;

/// <summary>
/// How long each part of a shutdown may take. Unconfirmed events are published again after the restart, so a short time loses
/// nothing. Keep the sum below the 30 s that Kubernetes and systemd allow (<c>deploy/</c>, <c>k8s/</c>).
/// </summary>
internal static class ShutdownTimeouts
{
    /// <summary>The whole shutdown.</summary>
    public static readonly TimeSpan Host = TimeSpan.FromSeconds(8);

    /// <summary>Waiting for confirms of events that the relay has sent to the broker.</summary>
    public static readonly TimeSpan RelayConfirms = TimeSpan.FromSeconds(4);

    /// <summary>Waiting for confirms of events that a replay has sent to the broker.</summary>
    public static readonly TimeSpan ReplayConfirms = TimeSpan.FromSeconds(3);

    /// <summary>Closing the connection to RabbitMQ.</summary>
    public static readonly TimeSpan BrokerConnection = TimeSpan.FromSeconds(2);
}
