using k8s.Models;

namespace WebhookRelay.Tests.Deploying;

// The Gateway API kinds, with the members that the manifests use.

internal sealed record Gateway
{
    public required string ApiVersion { get; set; }

    public required string Kind { get; set; }

    public required V1ObjectMeta Metadata { get; set; }

    public required GatewaySpec Spec { get; set; }
}

internal sealed record GatewaySpec
{
    public required string GatewayClassName { get; set; }

    public required IList<GatewayListener> Listeners { get; set; }
}

internal sealed record GatewayListener
{
    public required string Name { get; set; }

    public required string Hostname { get; set; }

    public required int Port { get; set; }

    public required string Protocol { get; set; }

    public required GatewayTls Tls { get; set; }

    public required GatewayRoutes AllowedRoutes { get; set; }
}

internal sealed record GatewayTls
{
    public required string Mode { get; set; }

    public required IList<V1LocalObjectReference> CertificateRefs { get; set; }
}

internal sealed record GatewayRoutes
{
    public required GatewayNamespaces Namespaces { get; set; }
}

internal sealed record GatewayNamespaces
{
    public required string From { get; set; }
}

internal sealed record HttpRoute
{
    public required string ApiVersion { get; set; }

    public required string Kind { get; set; }

    public required V1ObjectMeta Metadata { get; set; }

    public required HttpRouteSpec Spec { get; set; }
}

internal sealed record HttpRouteSpec
{
    public required IList<HttpRouteParent> ParentRefs { get; set; }

    public required IList<string> Hostnames { get; set; }

    public required IList<HttpRouteRule> Rules { get; set; }
}

internal sealed record HttpRouteParent
{
    public required string Name { get; set; }

    public required string SectionName { get; set; }
}

internal sealed record HttpRouteRule
{
    public required IList<HttpRouteMatch> Matches { get; set; }

    public required HttpRouteTimeouts Timeouts { get; set; }

    public required IList<HttpRouteBackend> BackendRefs { get; set; }
}

internal sealed record HttpRouteMatch
{
    public required HttpRoutePath Path { get; set; }
}

internal sealed record HttpRoutePath
{
    public required string Type { get; set; }

    public required string Value { get; set; }
}

internal sealed record HttpRouteTimeouts
{
    public required string Request { get; set; }
}

internal sealed record HttpRouteBackend
{
    public required string Name { get; set; }

    public required int Port { get; set; }
}
