using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace WebhookRelay.Receiving;

/// <summary>Maps addresses to senders.</summary>
internal sealed class SenderNetworks(IOptionsMonitor<ReceivingOptions> options)
{
    private const int NetworkBytesOfIPv6 = 8;

    /// <summary>
    /// The sender whose share counts. Null if the address is loopback or a trusted proxy without a client address: a tunnel
    /// or proxy carries all senders, and a share of its own would let one sender starve the others behind it.
    /// </summary>
    public IPAddress? LimitedSender(IPAddress? address) =>
        address is null || IPAddress.IsLoopback(SourceAllowList.UnmapIPv4(address)) || IsTrustedProxy(SourceAllowList.UnmapIPv4(address)) ? null : SenderOf(address);

    /// <summary>An IPv4 address, or the /64 network of an IPv6 address, since its owner has all addresses in it.</summary>
    public static IPAddress SenderOf(IPAddress? address)
    {
        if (address is null)
        {
            return IPAddress.None;
        }

        var plain = SourceAllowList.UnmapIPv4(address);
        if (plain.AddressFamily is not AddressFamily.InterNetworkV6)
        {
            return plain;
        }

        var bytes = plain.GetAddressBytes();
        bytes.AsSpan(NetworkBytesOfIPv6).Clear();
        return new IPAddress(bytes);
    }

    private bool IsTrustedProxy(IPAddress address) => options.CurrentValue.TrustedProxies.Any(proxy => SourceAllowList.ParseNetwork(proxy)!.Value.Contains(address));
}
