using System.Net;
using System.Net.Sockets;

namespace WebhookRelay.Labelbox.Api;

/// <summary>
/// The environment's proxy (<c>HTTPS_PROXY</c>), used for external <c>https</c> addresses only. A request to an internal host,
/// or in plain text, would reveal its key or password to the proxy.
/// </summary>
internal sealed class ExternalProxy(IWebProxy environment) : IWebProxy
{
    /// <summary>Suffixes of names that no public server has.</summary>
    private static readonly string[] InternalEndings = [".localhost", ".local", ".internal", ".lan", ".home.arpa", ".svc"];

    public ICredentials? Credentials
    {
        get => environment.Credentials;
        set => environment.Credentials = value;
    }

    public Uri? GetProxy(Uri destination) => IsDirect(destination) ? null : environment.GetProxy(destination);

    public bool IsBypassed(Uri host) => IsDirect(host) || environment.IsBypassed(host);

    private static bool IsDirect(Uri address) => address.Scheme is not "https" || address.IsLoopback || IsInternal(address.IdnHost.TrimEnd('.'));

    private static bool IsInternal(string host) => IPAddress.TryParse(host, out var ip)
        ? IsInternal(ip)
        : !host.Contains('.', StringComparison.Ordinal) || InternalEndings.Any(ending => host.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private static bool IsInternal(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily is AddressFamily.InterNetworkV6
            ? plain.IsIPv6LinkLocal || plain.IsIPv6UniqueLocal || IPAddress.IsLoopback(plain)
            : plain.GetAddressBytes() is [10 or 127, ..] or [172, >= 16 and <= 31, ..] or [192, 168, ..] or [169, 254, ..] or [100, >= 64 and <= 127, ..];
    }
}
