using System.Net;
using WebhookRelay.Receiving;
using WebhookRelay.Tls;

namespace WebhookRelay.Tests.Receiving;

public sealed class SourceAllowListTests
{
    [Theory]
    [InlineData("35.223.142.181", "35.223.142.181", "35.223.142.180")]
    [InlineData("35.223.142.181/32", "35.223.142.181", "35.223.142.180")]
    [InlineData("10.0.0.0/8", "10.255.0.1", "11.0.0.1")]
    [InlineData("0.0.0.0/0", "8.8.8.8", "2001:db8::1")]
    [InlineData("2001:db8::/32", "2001:db8:1::1", "2001:db9::1")]
    [InlineData("2001:0DB8:0000:0000:0000:0000:0000:0001", "2001:db8::1", "2001:db8::2")]
    [InlineData("::1", "::1", "::2")]
    public void Address_or_network_allows_its_members(string source, string inside, string outside)
    {
        var network = SourceAllowList.ParseNetwork(source);

        Assert.NotNull(network);
        Assert.True(network.Value.Contains(IPAddress.Parse(inside)));
        Assert.False(network.Value.Contains(IPAddress.Parse(outside)));
    }

    [Theory]
    [InlineData("35.223.142")]
    [InlineData("35.223.142/24")]
    [InlineData("10")]
    [InlineData("10/8")]
    [InlineData("167772160")]
    [InlineData("0x23.223.142.181")]
    [InlineData("035.223.142.181")]
    [InlineData("35.223.142.181 ")]
    [InlineData("35.223.142.181/")]
    [InlineData("35.223.142.181/ 32")]
    [InlineData("35.223.142.181/33")]
    [InlineData("35.223.142.181/24")]
    [InlineData("35.223.142.181/255.255.255.255")]
    [InlineData("35.223.142.0/24/24")]
    [InlineData("fe80::1%eth0")]
    [InlineData("fe80::1%2/64")]
    [InlineData("relay.example.com")]
    [InlineData("*")]
    [InlineData("")]
    public void Invalid_source_is_rejected(string source) => Assert.Null(SourceAllowList.ParseNetwork(source));

    [Theory]
    [InlineData("http://127.1:3001", false)]
    [InlineData("http://127.0.1:3001", false)]
    [InlineData("http://2130706433:3001", false)]
    [InlineData("http://0:3001", false)]
    [InlineData("http://127.0.0.1:3001", true)]
    [InlineData("http://[::1]:3001", true)]
    [InlineData("http://*:3001", true)]
    [InlineData("http://localhost:3001", true)]
    public void Port_needs_a_complete_address(string url, bool isOne) => Assert.Equal(isOne, !Ports.Faults("Receiving", url, new TlsOptions()).Any());
}
