using System.Text.RegularExpressions;
using k8s.Models;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Deploying;

/// <summary>The Kubernetes manifests, as far as they can be checked without a cluster.</summary>
public sealed partial class ManifestTests
{
    private const string AsTheyAre = "the files as they are";

    public static TheoryData<string> Overlays() => [AsTheyAre, "k8s/base", "k8s/overlays/dev", "k8s/overlays/production", "k8s/overlays/cluster", "k8s/overlays/gateway", "k8s/drain"];

    [Fact]
    public void Every_manifest_loads_strictly_and_every_file_is_used()
    {
        var used = Manifests.Files.Where(file => Path.GetFileName(file) is "kustomization.yaml")
            .SelectMany(file => Assert.IsType<Kustomization>(Assert.Single(Manifests.LoadFile(file))).Resources.Select(resource => Path.Combine(Path.GetDirectoryName(file)!, resource)));
        Assert.Equal(
            Manifests.Files.Where(file => Path.GetFileName(file) is not "kustomization.yaml"),
            used.Where(path => File.Exists(Repository.File(path))).Order(StringComparer.Ordinal));
        Assert.All(Manifests.Files, file => Assert.NotEmpty(Manifests.LoadFile(file)));
        var configurations = Manifests.Files.Where(file => Path.GetFileName(file) is "kustomization.yaml")
            .SelectMany(file => Assert.IsType<Kustomization>(Manifests.LoadFile(file)[0]).Configurations.Select(each => Path.Combine(Path.GetDirectoryName(file)!, each)));
        Assert.Equal(Repository.Files("k8s", "name-references.yaml"), configurations.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void A_rendered_overlay_is_sound(string overlay)
    {
        var manifests = Rendered(overlay);

        foreach (var pod in manifests.Select(Manifests.PodOf).OfType<V1PodSpec>())
        {
            RunsAsNobody(pod, overlay);
        }

        foreach (var set in manifests.OfType<V1ConfigMap>())
        {
            Assert.All(set.Data.Keys, key => Assert.True(OptionKeys.Knows(key), key));
            Assert.All(manifests.Select(Manifests.PodOf).OfType<V1PodSpec>().Where(IsOurs), pod => ReadsItsSecret(pod, set, [.. manifests.OfType<V1Secret>()]));
        }

        foreach (var set in manifests.OfType<V1StatefulSet>())
        {
            IsKept(set);
            IsReached(set, [.. manifests.OfType<V1Service>()]);
        }

        foreach (var ingress in manifests.OfType<V1Ingress>())
        {
            var backend = Assert.Single(Assert.Single(ingress.Spec.Rules).Http.Paths);
            Assert.Equal("/webhook-endpoint", backend.Path);
            var service = manifests.OfType<V1Service>().Single(each => Are(each.Name(), backend.Backend.Service.Name));
            Assert.Equal("webhooks", Assert.Single(service.Spec.Ports, port => Are(port.Name, backend.Backend.Service.Port.Name)).TargetPort.Value);
            Assert.Equal("35.223.142.181/32,34.135.127.45/32", ingress.Annotations()["nginx.ingress.kubernetes.io/whitelist-source-range"]);
        }

        foreach (var route in manifests.OfType<HttpRoute>())
        {
            IsLetIn(route, manifests);
        }

        foreach (var monitor in manifests.OfType<ServiceMonitor>())
        {
            var watched = manifests.OfType<V1Service>().Single(service => Are(service.Labels()?.SingleOrDefault(label => label.Key is "webhookrelay/port").Value, monitor.Spec.Selector.MatchLabels["webhookrelay/port"]));
            Assert.Contains(watched.Spec.Ports, port => Are(port.Name, monitor.Spec.Endpoints[0].Port));
            Assert.Equal("/metrics", monitor.Spec.Endpoints[0].Path);
            Assert.True(overlay is AsTheyAre || manifests.OfType<V1Secret>().Any(secret => Are(secret.Name(), monitor.Spec.Endpoints[0].Authorization.Credentials.Name)));
        }

        Assert.All(manifests.OfType<RabbitmqCluster>(), cluster => Assert.Equal(3, cluster.Spec.Replicas));
    }

    [Fact]
    public void Images_are_pinned_wherever_they_are_named()
    {
        var images = Manifests.LoadAll().SelectMany(manifest => manifest switch
        {
            RabbitmqCluster cluster => [cluster.Spec.Image],
            Kustomization kustomization => kustomization.Images.Select(image => $"{image.NewName ?? image.Name}:{image.NewTag}"),
            _ => (Manifests.PodOf(manifest)?.Containers ?? []).Select(container => container.Image),
        });

        // The relay's image is set by the overlays only.
        Assert.All(images.Where(image => image is not "webhookrelay"), image => Assert.Matches("^.+:(?!latest$).+$", image));
    }

    [Fact]
    public void Deliveries_come_in_from_the_ingress_controller_only_and_go_out_to_what_is_needed()
    {
        var policy = Assert.Single(Manifests.LoadFile("k8s/base/networkpolicy.yaml").OfType<V1NetworkPolicy>());

        Assert.Equal(["Egress", "Ingress"], policy.Spec.PolicyTypes.Order(StringComparer.Ordinal));
        Assert.Equal("ingress-nginx", Assert.Single(Deliveries(policy).FromProperty).NamespaceSelector.MatchLabels["kubernetes.io/metadata.name"]);
        Assert.All(policy.Spec.Ingress, rule => Assert.NotEmpty(rule.FromProperty));
        Assert.Superset(
            new HashSet<string>(["53", "443", "5671", "5672", "6379", "15671", "15672"], StringComparer.Ordinal),
            policy.Spec.Egress.SelectMany(rule => rule.Ports).Select(port => port.Port.Value).ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public void Payloads_are_reachable_by_subscribers_here_and_in_labelled_namespaces()
    {
        var policy = Assert.Single(Manifests.LoadFile("k8s/base/networkpolicy.yaml").OfType<V1NetworkPolicy>());

        var peers = Assert.Single(policy.Spec.Ingress, rule => rule.Ports.Any(port => port.Port.Value is "3002")).FromProperty
            .Where(peer => peer.PodSelector?.MatchLabels is { } labels && labels.Contains(new("webhookrelay/subscriber", "true"))).ToList();

        Assert.Single(peers, peer => peer.NamespaceSelector is null);
        Assert.Equal("true", Assert.Single(peers, peer => peer.NamespaceSelector is not null).NamespaceSelector.MatchLabels["webhookrelay/subscribers"]);
        Assert.Contains("`webhookrelay/subscribers=true`", File.ReadAllText(Repository.File("k8s/README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_setting_of_the_generators_exists()
    {
        var literals = Manifests.LoadAll().OfType<Kustomization>().SelectMany(each => each.ConfigMapGenerator).SelectMany(map => map.Literals).Select(literal => literal.Split('=')[0]).ToList();

        Assert.NotEmpty(literals);
        Assert.All(literals, key => Assert.True(OptionKeys.Knows(key), key));
    }

    private static void RunsAsNobody(V1PodSpec pod, string overlay)
    {
        Assert.True(pod.SecurityContext.RunAsNonRoot);
        Assert.NotEqual(0, pod.SecurityContext.RunAsUser);
        Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
        Assert.False(pod.AutomountServiceAccountToken);
        foreach (var container in pod.Containers)
        {
            Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
            Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
            Assert.NotEmpty(container.Resources.Requests);
            Assert.NotEmpty(container.Resources.Limits);
            Assert.All(container.Env ?? [], variable => Assert.True(OptionKeys.Knows(variable.Name) || variable.Name.StartsWith("POD_", StringComparison.Ordinal), variable.Name));
            if (container.Image.Contains("webhookrelay", StringComparison.Ordinal))
            {
                Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
                Assert.Equal(pod.SecurityContext.FsGroup, pod.SecurityContext.RunAsUser);
                Assert.True(overlay is AsTheyAre or "k8s/base" || Pinned().IsMatch(container.Image), container.Image);
                Assert.Contains(container.VolumeMounts, mount => mount.MountPath is "/data");
                // The service has a shutdown timeout of 8 s.
                Assert.InRange(pod.TerminationGracePeriodSeconds ?? 0, 15, 120);
            }
        }
    }

    private static void IsKept(V1StatefulSet set)
    {
        Assert.Equal(("Retain", "Retain"), (set.Spec.PersistentVolumeClaimRetentionPolicy.WhenDeleted, set.Spec.PersistentVolumeClaimRetentionPolicy.WhenScaled));
        Assert.Equal("ledger", Assert.Single(set.Spec.VolumeClaimTemplates).Name());
        Assert.Contains("kubernetes.io/hostname", set.Spec.Template.Spec.TopologySpreadConstraints.Select(constraint => constraint.TopologyKey));
        if (set.Spec.Template.Metadata is { } rendered)
        {
            Assert.All(set.Spec.Selector.MatchLabels, label => Assert.Equal(label.Value, rendered.Labels[label.Key]));
        }
    }

    private static void IsReached(V1StatefulSet set, List<V1Service> services)
    {
        var container = Assert.Single(set.Spec.Template.Spec.Containers);
        Assert.Equal([("webhooks", 3001), ("management", 3002)], container.Ports.Select(port => (port.Name, port.ContainerPort)));
        Assert.Equal(
            [("/health/startup", "management"), ("/health/live", "management"), ("/health/ready", "management")],
            ((V1Probe[])[container.StartupProbe, container.LivenessProbe, container.ReadinessProbe]).Select(probe => (probe.HttpGet.Path, probe.HttpGet.Port.Value)));
        Assert.Contains(services, service => Are(service.Name(), set.Spec.ServiceName) && service.Spec.ClusterIP is "None");
        foreach (var service in services.Where(service => service.Spec.Selector.TryGetValue("app.kubernetes.io/name", out var name) && name is "webhookrelay"))
        {
            Assert.All(service.Spec.Ports, port => Assert.Equal(port.Port, container.Ports.Single(open => Are(open.Name, port.TargetPort.Value)).ContainerPort));
        }
    }

    private static bool IsOurs(V1PodSpec pod) => pod.Volumes?.Any(volume => volume.Name is "secrets") ?? false;

    /// <summary>Each file that a setting names is in the Secret's volume.</summary>
    private static void ReadsItsSecret(V1PodSpec pod, V1ConfigMap settings, List<V1Secret> secrets)
    {
        Assert.Equal(settings.Name(), Assert.Single(pod.Containers[0].EnvFrom).ConfigMapRef.Name);
        var volume = pod.Volumes.Single(each => each.Name is "secrets");
        // The base leaves the Secret to its overlays.
        Assert.All(secrets, secret => Assert.Equal(secret.Name(), volume.Secret.SecretName));
        Assert.All(secrets, secret => Assert.Superset(volume.Secret.Items.Select(item => item.Key).ToHashSet(StringComparer.Ordinal), secret.Data.Keys.ToHashSet(StringComparer.Ordinal)));
        var mount = pod.Containers[0].VolumeMounts.Single(each => each.Name is "secrets").MountPath;
        var files = volume.Secret.Items.Select(item => $"{mount}/{item.Path}").ToList();
        Assert.All(settings.Data.Where(setting => setting.Key.Contains("File", StringComparison.Ordinal)), setting => Assert.Contains(setting.Value, files));
        var inFolder = files.Where(file => file.StartsWith(settings.Data["SecretsFolder"] + "/", StringComparison.Ordinal)).Select(file => Path.GetFileName(file)!);
        Assert.All(inFolder, name => Assert.True(OptionKeys.Knows(name), name));
        Assert.Contains("Publishing__RabbitMq", inFolder);
    }

    /// <summary>A route to the public port, through a gateway whose own pods reach it; the relay itself checks the sender's address.</summary>
    private static void IsLetIn(HttpRoute route, IReadOnlyList<object> manifests)
    {
        var gateway = Assert.Single(manifests.OfType<Gateway>());
        var rule = Assert.Single(route.Spec.Rules);
        Assert.Equal(("/webhook-endpoint", "PathPrefix"), (Assert.Single(rule.Matches).Path.Value, rule.Matches[0].Path.Type));
        Assert.Equal((gateway.Metadata.Name, gateway.Spec.Listeners[0].Name), (Assert.Single(route.Spec.ParentRefs).Name, route.Spec.ParentRefs[0].SectionName));
        Assert.Equal([gateway.Spec.Listeners[0].Hostname], route.Spec.Hostnames);
        var backend = Assert.Single(rule.BackendRefs);
        var service = manifests.OfType<V1Service>().Single(each => Are(each.Name(), backend.Name));
        Assert.Equal("webhooks", Assert.Single(service.Spec.Ports, port => port.Port == backend.Port).TargetPort.Value);
        if (manifests.OfType<V1ConfigMap>().SingleOrDefault() is { } settings)
        {
            Assert.Empty(manifests.OfType<V1Ingress>());
            Assert.Equal(["35.223.142.181/32", "34.135.127.45/32"], settings.Data.Where(setting => setting.Key.StartsWith("Receiving__AllowFrom__", StringComparison.Ordinal)).OrderBy(setting => setting.Key, StringComparer.Ordinal).Select(setting => setting.Value));
            Assert.NotEmpty(settings.Data["Receiving__TrustedProxies__0"]);
            Assert.Equal("envoy-gateway-system", Deliveries(Assert.Single(manifests.OfType<V1NetworkPolicy>())).FromProperty[0].NamespaceSelector.MatchLabels["kubernetes.io/metadata.name"]);
        }
    }

    private static V1NetworkPolicyIngressRule Deliveries(V1NetworkPolicy policy) => Assert.Single(policy.Spec.Ingress, rule => rule.Ports.Any(port => port.Port.Value is "3001"));

    private static bool Are(string? one, string? other) => string.Equals(one, other, StringComparison.Ordinal);

    private static IReadOnlyList<object> Rendered(string overlay)
    {
        if (overlay is AsTheyAre)
        {
            return [.. Manifests.Files.Where(file => Path.GetFileName(file) is not "kustomization.yaml").SelectMany(Manifests.LoadFile)];
        }

        using var kustomize = new Kustomize();
        return kustomize.Render(overlay);
    }

    [GeneratedRegex("^.+:(?!latest$)[a-z0-9.]+$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pinned();
}
