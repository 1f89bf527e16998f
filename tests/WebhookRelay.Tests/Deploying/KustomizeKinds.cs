namespace WebhookRelay.Tests.Deploying;

// kustomize's own kind, with the members that the manifests use.

internal sealed record Kustomization
{
    public required string ApiVersion { get; set; }

    public required string Kind { get; set; }

    public string? Namespace { get; set; }

    public IList<KustomizedLabels> Labels { get; set; } = [];

    public required IList<string> Resources { get; set; }

    public IList<KustomizedImage> Images { get; set; } = [];

    public IList<GeneratedFrom> ConfigMapGenerator { get; set; } = [];

    public IList<GeneratedFrom> SecretGenerator { get; set; } = [];

    public IList<string> Configurations { get; set; } = [];

    public IList<KustomizedPatch> Patches { get; set; } = [];
}

internal sealed record KustomizedLabels
{
    public required IDictionary<string, string> Pairs { get; set; }

    public bool IncludeTemplates { get; set; }
}

internal sealed record KustomizedImage
{
    public required string Name { get; set; }

    public string? NewName { get; set; }

    public required string NewTag { get; set; }
}

/// <summary>A ConfigMap or a Secret that kustomize makes, with a name that ends with a hash of its content.</summary>
internal sealed record GeneratedFrom
{
    public required string Name { get; set; }

    public string? Behavior { get; set; }

    public IList<string> Literals { get; set; } = [];

    public IList<string> Files { get; set; } = [];
}

internal sealed record KustomizedPatch
{
    public required KustomizedTarget Target { get; set; }

    public required string Patch { get; set; }
}

internal sealed record KustomizedTarget
{
    public required string Kind { get; set; }

    public required string Name { get; set; }
}
