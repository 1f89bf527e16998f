using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;
using k8s.Models;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Deploying;

/// <summary>The Kubernetes manifests, as far as they can be checked without a cluster.</summary>
public sealed partial class ManifestTests
{
    private const string AsTheyAre = "the files as they are";

    public static TheoryData<string> Overlays() => [AsTheyAre, "k8s/base", "k8s/overlays/dev", "k8s/overlays/production", "k8s/overlays/cluster", "k8s/drain"];

    [Fact]
    public void Every_manifest_loads_strictly_and_every_file_is_used()
    {
        var used = Manifests.Files.Where(file => Path.GetFileName(file) is "kustomization.yaml")
            .SelectMany(file => Assert.IsType<Kustomization>(Assert.Single(Manifests.LoadFile(file))).Resources.Select(resource => Path.Combine(Path.GetDirectoryName(file)!, resource)));
        Assert.Equal(
            Manifests.Files.Where(file => Path.GetFileName(file) is not "kustomization.yaml"),
            used.Where(path => File.Exists(Repository.File(path))).Order(StringComparer.Ordinal));
        Assert.All(Manifests.Files, file => Assert.NotEmpty(Manifests.LoadFile(file)));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void A_rendered_overlay_is_sound(string overlay)
    {
        var manifests = Manifests.Load(Rendered(overlay));

        foreach (var pod in manifests.Select(Manifests.PodOf).OfType<V1PodSpec>())
        {
            RunsAsNobody(pod, overlay);
        }

        foreach (var set in manifests.OfType<V1ConfigMap>())
        {
            Assert.All(set.Data.Keys, key => Assert.True(OptionKeys.Knows(key), key));
        }

        foreach (var set in manifests.OfType<V1StatefulSet>())
        {
            IsKept(set);
            IsReached(set, [.. manifests.OfType<V1Service>()]);
            ReadsItsSecret(set.Spec.Template.Spec, Assert.Single(manifests.OfType<V1ConfigMap>()));
        }

        foreach (var ingress in manifests.OfType<V1Ingress>())
        {
            var backend = Assert.Single(Assert.Single(ingress.Spec.Rules).Http.Paths);
            Assert.Equal("/webhook-endpoint", backend.Path);
            var service = manifests.OfType<V1Service>().Single(each => Are(each.Name(), backend.Backend.Service.Name));
            Assert.Equal("webhooks", Assert.Single(service.Spec.Ports, port => Are(port.Name, backend.Backend.Service.Port.Name)).TargetPort.Value);
            Assert.Equal("35.223.142.181/32,34.135.127.45/32", ingress.Annotations()["nginx.ingress.kubernetes.io/whitelist-source-range"]);
        }

        foreach (var monitor in manifests.OfType<ServiceMonitor>())
        {
            var watched = manifests.OfType<V1Service>().Single(service => Are(service.Labels()?.SingleOrDefault(label => label.Key is "webhookrelay/port").Value, monitor.Spec.Selector.MatchLabels["webhookrelay/port"]));
            Assert.Contains(watched.Spec.Ports, port => Are(port.Name, monitor.Spec.Endpoints[0].Port));
            Assert.Equal("/metrics", monitor.Spec.Endpoints[0].Path);
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

        // Ours is named by the overlays only.
        Assert.All(images.Where(image => image is not "webhookrelay"), image => Assert.Matches("^.+:(?!latest$).+$", image));
    }

    [Fact]
    public void Deliveries_come_in_from_the_ingress_controller_only_and_go_out_to_what_is_needed()
    {
        var policy = Assert.Single(Manifests.LoadFile("k8s/base/networkpolicy.yaml").OfType<V1NetworkPolicy>());

        Assert.Equal(["Egress", "Ingress"], policy.Spec.PolicyTypes.Order(StringComparer.Ordinal));
        var deliveries = Assert.Single(policy.Spec.Ingress, rule => rule.Ports.Any(port => port.Port.Value is "3001"));
        Assert.Equal("ingress-nginx", Assert.Single(deliveries.FromProperty).NamespaceSelector.MatchLabels["kubernetes.io/metadata.name"]);
        Assert.All(policy.Spec.Ingress, rule => Assert.NotEmpty(rule.FromProperty));
        Assert.Superset(
            new HashSet<string>(["53", "443", "5671", "5672", "6379", "15671", "15672"], StringComparer.Ordinal),
            policy.Spec.Egress.SelectMany(rule => rule.Ports).Select(port => port.Port.Value).ToHashSet(StringComparer.Ordinal));
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
                // A stop is given 8 s by the service itself.
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

    /// <summary>Each file that a setting names is one that the Secret's volume holds.</summary>
    private static void ReadsItsSecret(V1PodSpec pod, V1ConfigMap settings)
    {
        var volume = pod.Volumes.Single(each => each.Name is "secrets");
        var mount = pod.Containers[0].VolumeMounts.Single(each => each.Name is "secrets").MountPath;
        var files = volume.Secret.Items.Select(item => $"{mount}/{item.Path}").ToList();
        Assert.All(settings.Data.Where(setting => setting.Key.Contains("File", StringComparison.Ordinal)), setting => Assert.Contains(setting.Value, files));
        var inFolder = files.Where(file => file.StartsWith(settings.Data["SecretsFolder"] + "/", StringComparison.Ordinal)).Select(file => Path.GetFileName(file)!);
        Assert.All(inFolder, name => Assert.True(OptionKeys.Knows(name), name));
        Assert.Contains("Publishing__RabbitMq", inFolder);
    }

    private static bool Are(string? one, string? other) => string.Equals(one, other, StringComparison.Ordinal);

    private static string Rendered(string overlay)
    {
        if (overlay is AsTheyAre)
        {
            return string.Join("\n---\n", Manifests.Files.Where(file => Path.GetFileName(file) is not "kustomization.yaml").Select(file => File.ReadAllText(Repository.File(file))));
        }

        try
        {
            using var kubectl = Process.Start(new ProcessStartInfo("kubectl", ["kustomize", Repository.File(overlay)]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = kubectl.StandardError.ReadToEndAsync();
            var rendered = kubectl.StandardOutput.ReadToEnd();
            kubectl.WaitForExit();
            Assert.True(kubectl.ExitCode is 0, errors.Result);
            return rendered;
        }
        catch (Win32Exception)
        {
            Assert.Skip("kubectl is not installed, so that no overlay is rendered; each manifest by itself is checked all the same.");
            throw;
        }
    }

    [GeneratedRegex("^.+:(?!latest$)[a-z0-9.]+$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pinned();
}
