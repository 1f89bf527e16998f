using System.Text;
using Microsoft.Extensions.Configuration;
using WebhookRelay.Subscriptions;
using WebhookRelay.Tunnel;

namespace WebhookRelay.Tests.Subscriptions;

public sealed class SettingsTests
{
    private readonly Dictionary<string, string?> _settings = new()
    {
        ["Receiving:Webhooks:labels:Secrets:0"] = "a secret",
        ["Subscriptions:PublicUrl"] = "https://relay.example.com",
        ["Subscriptions:Webhooks:labels:Project"] = "p1",
        ["Subscriptions:Webhooks:labels:Topics:0"] = "label_created",
    };

    [Fact]
    public void Valid_settings_are_accepted()
    {
        Assert.Empty(Faults());
        (_settings["Subscriptions:Mode"], _settings["Labelbox:ApiKey"]) = ("Apply", "key");
        Assert.Empty(Faults());
    }

    [Theory]
    [InlineData("Subscriptions:PublicUrl", "http://relay.example.com", "Subscriptions:PublicUrl must be an https address")]
    [InlineData("Subscriptions:PublicUrl", "relay.example.com", "Subscriptions:PublicUrl must be an https address")]
    [InlineData("Subscriptions:PublicUrl", "https://relay.example.com/webhook-endpoint/labels", "Subscriptions:PublicUrl must end before /webhook-endpoint")]
    [InlineData("Subscriptions:Webhooks:labels:Organization", "true", "Subscriptions:Webhooks:labels must have either Project")]
    [InlineData("Subscriptions:Webhooks:labels:Project", "", "Subscriptions:Webhooks:labels must have either Project")]
    [InlineData("Subscriptions:Webhooks:labels:Topics:0", "LABEL_PAINTED", "Subscriptions:Webhooks:labels:Topics:0 must be a topic")]
    [InlineData("Subscriptions:Webhooks:labels:Topics:0", null, "Subscriptions:Webhooks:labels:Topics must name")]
    [InlineData("Subscriptions:Webhooks:labels:Version", "7", "Subscriptions:Webhooks:labels:Version must be V1 or V2")]
    [InlineData("Subscriptions:Mode", "Apply", "Subscriptions:Mode is Apply, which needs Labelbox:ApiKey")]
    [InlineData("Receiving:Webhooks:labels:Secrets:0", null, "Subscriptions:Webhooks:labels needs Receiving:Webhooks:labels:Secrets")]
    public void A_fault_names_its_key(string key, string? value, string fault)
    {
        _settings[key] = value;
        if (value is null)
        {
            _settings.Remove(key);
        }

        Assert.Contains(Faults(), each => each.StartsWith(fault, StringComparison.Ordinal));
    }

    [Fact]
    public void Apply_needs_the_webhooks_own_secret()
    {
        (_settings["Subscriptions:Mode"], _settings["Labelbox:ApiKey"]) = ("Apply", "key");
        _settings.Remove("Receiving:Webhooks:labels:Secrets:0");
        _settings["Receiving:Webhooks:labels:Other"] = "something";
        Assert.Contains(Faults(), each => each.StartsWith("Receiving:Webhooks:labels:Secrets:0 is required", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://localhost:3003", true)]
    [InlineData("http://127.0.0.1:3003", true)]
    [InlineData("http://192.168.0.1", false)]
    public void Plain_http_is_for_this_machine_only(string url, bool isTaken)
    {
        _settings["Subscriptions:PublicUrl"] = url;
        Assert.Equal(isTaken, Faults().Count is 0);
    }

    [Theory]
    [InlineData("""{"tunnels":[]}""", null)]
    [InlineData("""{}""", null)]
    [InlineData("""[1]""", null)]
    [InlineData("""not json""", null)]
    [InlineData("""{"tunnels":[{"public_url":"https://a.ngrok.app","config":{"addr":"http://localhost:8080"}}]}""", null)]
    [InlineData("""{"tunnels":[null,{"public_url":"http://a.ngrok.app","config":{"addr":"http://localhost:3001"}},{"public_url":"https://a.ngrok.app","config":{"addr":"http://localhost:3001"}}]}""", "https://a.ngrok.app")]
    [InlineData("""{"tunnels":[{"public_url":"https://a.ngrok.app/","config":{"addr":"3001"}}]}""", "https://a.ngrok.app")]
    [InlineData("""{"tunnels":[{"public_url":"tcp://1.tcp.ngrok.io:12345","config":{"addr":"localhost:3001"}}]}""", null)]
    public void Tunnel_to_the_port_is_found(string answer, string? url) => Assert.Equal(url, NgrokTunnels.Read(Encoding.UTF8.GetBytes(answer))?.FindUrl(3001, current: null));

    [Fact]
    public void Current_tunnel_is_kept_while_it_exists()
    {
        var answer = NgrokTunnels.Read("""{"tunnels":[{"public_url":"https://new.ngrok.app","config":{"addr":"3001"}},{"public_url":"https://used.ngrok.app","config":{"addr":"3001"}}]}"""u8)!;
        Assert.Equal("https://used.ngrok.app", answer.FindUrl(3001, "https://used.ngrok.app"));
        Assert.Equal("https://new.ngrok.app", answer.FindUrl(3001, "https://gone.ngrok.app"));
    }

    private List<string> Faults()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(_settings).Build();
        var options = new SubscriptionsOptions();
        configuration.GetSection(SubscriptionsOptions.Section).Bind(options);
        return [.. new SubscriptionsValidator(configuration).Validate(null, options).Failures ?? []];
    }
}
