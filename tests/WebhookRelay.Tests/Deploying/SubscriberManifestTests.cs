using WebhookRelay.Contracts;
using WebhookRelay.Publishing;
using WebhookRelay.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace WebhookRelay.Tests.Deploying;

/// <summary>A subscriber for everything gets every topic.</summary>
public sealed class SubscriberManifestTests
{
    private const string Topics = "Subscribers__everything__Topics__";

    [Fact]
    public void The_compose_files_subscriber_leaves_no_topic_unrouted()
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(Repository.File("deploy/compose.yaml"))));
        var relay = (YamlMappingNode)stream.Documents[0].RootNode["services"]["relay"]["environment"];

        TakesEverything(relay.Children.Select(setting => (setting.Key.ToString(), setting.Value.ToString())));
    }

    [Fact]
    public void The_laptops_subscriber_leaves_no_topic_unrouted()
    {
        var overlay = Assert.IsType<Kustomization>(Assert.Single(Manifests.LoadFile("k8s/overlays/dev/kustomization.yaml")));

        TakesEverything(overlay.ConfigMapGenerator.SelectMany(map => map.Literals).Select(literal => literal.Split('=', 2)).Select(pair => (pair[0], pair[1])));
    }

    private static void TakesEverything(IEnumerable<(string Key, string Value)> settings)
    {
        var named = new SubscriberOptions { Topics = [.. settings.Where(setting => setting.Key.StartsWith(Topics, StringComparison.Ordinal)).Select(setting => setting.Value)] };

        Assert.NotEmpty(named.Topics);
        Assert.Equal(
            Enum.GetValues<LabelboxTopic>().Select(topic => RoutingKey.Pattern(topic, projectId: null)).Order(StringComparer.Ordinal),
            named.Patterns().Order(StringComparer.Ordinal));
    }
}
