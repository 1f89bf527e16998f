using System.Net;
using Microsoft.Extensions.Options;

namespace WebhookRelay.Receiving;

/// <summary>The addresses that may use the public port. An empty list allows all: the signature decides.</summary>
internal sealed class SourceAllowList(IOptionsMonitor<ReceivingOptions> options)
{
    /// <param name="address">The sender's address, as reported by trusted proxies; null if the connection has none.</param>
    public bool IsAllowed(IPAddress? address)
    {
        var allowed = options.CurrentValue.AllowFrom;
        return allowed.Count is 0 || (address is not null && allowed.Any(source => ParseNetwork(source)!.Value.Contains(UnmapIPv4(address))));
    }

    /// <summary>Parses <c>35.223.142.181</c> or <c>35.223.142.0/24</c>; null if it is neither.</summary>
    public static IPNetwork? ParseNetwork(string source) => source.Split('/') switch
    {
        [var address] when StrictIPAddress.Parse(address) is { } whole => new IPNetwork(whole, whole.GetAddressBytes().Length * 8),
        [var address, var length] when StrictIPAddress.Parse(address) is { } whole && length.All(char.IsAsciiDigit)
            && IPNetwork.TryParse(source, out var network) && network.BaseAddress.Equals(whole) => network,
        _ => null,
    };

    /// <summary>Maps an IPv4 address from a dual-stack socket to IPv4.</summary>
    public static IPAddress UnmapIPv4(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
