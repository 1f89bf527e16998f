using k8s.Models;

namespace WebhookRelay.Tests.Deploying;

/// <summary>A changed setting or secret restarts the replicas.</summary>
public sealed class RolloutTests
{
    [Theory]
    [InlineData("k8s/overlays/production", "k8s/overlays/production/kustomization.yaml", "connectRetry=3", "connectRetry=5")]
    [InlineData("k8s/overlays/production", "k8s/base/kustomization.yaml", "Ledger__Path=/data", "Ledger__Path=/data/ledger")]
    [InlineData("k8s/overlays/production", "k8s/overlays/production/secrets/rabbitmq-uri", "made-up", "another")]
    [InlineData("k8s/overlays/cluster", "k8s/overlays/production/secrets/payloads-key", "made-up", "another")]
    [InlineData("k8s/overlays/gateway", "k8s/overlays/gateway/kustomization.yaml", "10.0.0.0/8", "10.1.0.0/16")]
    [InlineData("k8s/overlays/dev", "k8s/overlays/dev/kustomization.yaml", "management-key=development", "management-key=another")]
    public void A_change_of_a_setting_or_a_secret_rolls_the_replicas(string overlay, string file, string text, string to)
    {
        using var kustomize = new Kustomize();
        var before = Names(kustomize.Render(overlay));

        kustomize.Change(file, text, to);

        Assert.NotEqual(before, Names(kustomize.Render(overlay)));
    }

    [Fact]
    public void Unchanged_settings_roll_nothing()
    {
        using var one = new Kustomize();
        using var another = new Kustomize();

        Assert.Equal(Names(one.Render("k8s/overlays/production")), Names(another.Render("k8s/overlays/production")));
    }

    /// <summary>The part of the pod template that changes with settings and secrets.</summary>
    private static string Names(IEnumerable<object> manifests)
    {
        var pod = manifests.OfType<V1StatefulSet>().Single(set => set.Name() is "webhookrelay").Spec.Template.Spec;
        return string.Join(' ', pod.Containers[0].EnvFrom.Select(from => from.ConfigMapRef.Name).Concat(pod.Volumes.Select(volume => volume.Secret?.SecretName)));
    }
}
