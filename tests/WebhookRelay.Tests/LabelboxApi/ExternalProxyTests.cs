using System.Net;
using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Tests.LabelboxApi;

public sealed class ExternalProxyTests
{
    private static readonly ExternalProxy Proxy = new(new WebProxy("http://proxy.example:3128"));

    [Theory]
    [InlineData("https://api.labelbox.com/graphql")]
    [InlineData("https://relay.example.com:3002")]
    [InlineData("https://8.8.8.8")]
    [InlineData("https://[2001:db8::1]")]
    public void External_https_address_uses_the_proxy(string address)
    {
        Assert.False(Proxy.IsBypassed(new Uri(address)));
        Assert.Equal(new Uri("http://proxy.example:3128"), Proxy.GetProxy(new Uri(address)));
    }

    [Theory]
    [InlineData("http://127.0.0.1:3002")]
    [InlineData("https://127.0.0.1:3002")]
    [InlineData("https://127.8.9.10")]
    [InlineData("https://localhost")]
    [InlineData("https://[::1]:3002")]
    [InlineData("https://[::ffff:127.0.0.1]")]
    [InlineData("https://10.1.2.3")]
    [InlineData("https://[::ffff:10.1.2.3]")]
    [InlineData("https://172.16.0.1")]
    [InlineData("https://192.168.1.1")]
    [InlineData("https://169.254.169.254")]
    [InlineData("https://[fd12::1]")]
    [InlineData("https://[fe80::1]")]
    [InlineData("https://relay-0:3002")]
    [InlineData("https://relay-0.relay.webhooks.svc")]
    [InlineData("https://relay-0.relay.webhooks.svc.cluster.local:3002")]
    [InlineData("https://relay.internal.")]
    [InlineData("http://relay.example.com:3002")]
    public void Internal_or_plain_text_address_bypasses_the_proxy(string address)
    {
        Assert.True(Proxy.IsBypassed(new Uri(address)));
        Assert.Null(Proxy.GetProxy(new Uri(address)));
    }

    [Fact]
    public void No_proxy_exceptions_apply()
    {
        var proxy = new ExternalProxy(new WebProxy("http://proxy.example:3128", BypassOnLocal: false, [@"relay\.example\.com"]));

        Assert.True(proxy.IsBypassed(new Uri("https://relay.example.com")));
        Assert.False(proxy.IsBypassed(new Uri("https://api.labelbox.com")));
    }
}
