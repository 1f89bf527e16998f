using System.Text.RegularExpressions;
using k8s;
using k8s.Models;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Deploying;

/// <summary>The manifests as objects. Loading is strict: a member that its kind does not have is an error.</summary>
internal static partial class Manifests
{
    private static readonly Dictionary<string, Type> Kinds = new(StringComparer.Ordinal)
    {
        ["v1/ConfigMap"] = typeof(V1ConfigMap),
        ["v1/Namespace"] = typeof(V1Namespace),
        ["v1/Secret"] = typeof(V1Secret),
        ["v1/Service"] = typeof(V1Service),
        ["v1/ServiceAccount"] = typeof(V1ServiceAccount),
        ["apps/v1/Deployment"] = typeof(V1Deployment),
        ["apps/v1/StatefulSet"] = typeof(V1StatefulSet),
        ["batch/v1/Job"] = typeof(V1Job),
        ["networking.k8s.io/v1/Ingress"] = typeof(V1Ingress),
        ["networking.k8s.io/v1/NetworkPolicy"] = typeof(V1NetworkPolicy),
        ["policy/v1/PodDisruptionBudget"] = typeof(V1PodDisruptionBudget),
        ["rabbitmq.com/v1beta1/RabbitmqCluster"] = typeof(RabbitmqCluster),
        ["monitoring.coreos.com/v1/ServiceMonitor"] = typeof(ServiceMonitor),
        ["gateway.networking.k8s.io/v1/Gateway"] = typeof(Gateway),
        ["gateway.networking.k8s.io/v1/HTTPRoute"] = typeof(HttpRoute),
        ["kustomize.config.k8s.io/v1beta1/Kustomization"] = typeof(Kustomization),
    };

    /// <summary>The files with objects, without kustomize's configurations.</summary>
    public static IEnumerable<string> Files => Repository.Files("k8s", "*.yaml").Where(file => Path.GetFileName(file) is not "name-references.yaml");

    /// <summary>Every object of a YAML text with several documents.</summary>
    public static IReadOnlyList<object> Load(string yaml) =>
    [
        .. Divider().Split(yaml).Where(document => Kind().IsMatch(document)).Select(document =>
        {
            var kind = $"{Version().Match(document).Groups["text"].Value}/{Kind().Match(document).Groups["text"].Value}";
            var load = typeof(KubernetesYaml).GetMethods().Single(method => method is { Name: nameof(KubernetesYaml.Deserialize), IsGenericMethodDefinition: true }
                && method.GetParameters()[0].ParameterType == typeof(string));
            return load.MakeGenericMethod(Kinds[kind]).Invoke(null, [document, true])!;
        }),
    ];

    public static IReadOnlyList<object> LoadFile(string file) => Load(File.ReadAllText(Repository.File(file)));

    public static IEnumerable<object> LoadAll() => Files.SelectMany(LoadFile);

    /// <summary>The pod template of a workload.</summary>
    public static V1PodSpec? PodOf(object manifest) => manifest switch
    {
        V1StatefulSet set => set.Spec.Template.Spec,
        V1Deployment deployment => deployment.Spec.Template.Spec,
        V1Job job => job.Spec.Template.Spec,
        _ => null,
    };

    [GeneratedRegex("^---$", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Divider();

    [GeneratedRegex("^kind: (?<text>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Kind();

    [GeneratedRegex("^apiVersion: (?<text>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Version();
}
