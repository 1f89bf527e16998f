using k8s.Models;

namespace WebhookRelay.Tests.Deploying;

// Custom kinds, with the members that the manifests use.

internal sealed record RabbitmqCluster
{
    public required string ApiVersion { get; set; }

    public required string Kind { get; set; }

    public required V1ObjectMeta Metadata { get; set; }

    public required RabbitmqClusterSpec Spec { get; set; }
}

internal sealed record RabbitmqClusterSpec
{
    public required string Image { get; set; }

    public required int Replicas { get; set; }

    public required V1ResourceRequirements Resources { get; set; }

    public required RabbitmqPersistence Persistence { get; set; }

    public required V1Affinity Affinity { get; set; }

    public required RabbitmqSettings Rabbitmq { get; set; }
}

internal sealed record RabbitmqPersistence
{
    public required string Storage { get; set; }
}

internal sealed record RabbitmqSettings
{
    public required string AdditionalConfig { get; set; }
}

internal sealed record ServiceMonitor
{
    public required string ApiVersion { get; set; }

    public required string Kind { get; set; }

    public required V1ObjectMeta Metadata { get; set; }

    public required ServiceMonitorSpec Spec { get; set; }
}

internal sealed record ServiceMonitorSpec
{
    public required V1LabelSelector Selector { get; set; }

    public required IList<MonitoredEndpoint> Endpoints { get; set; }
}

internal sealed record MonitoredEndpoint
{
    public required string Port { get; set; }

    public required string Path { get; set; }

    public required string Interval { get; set; }

    public required MonitorAuthorization Authorization { get; set; }
}

internal sealed record MonitorAuthorization
{
    public required V1SecretKeySelector Credentials { get; set; }
}
