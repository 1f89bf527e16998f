using System.Net;
using System.Net.Sockets;

namespace WebhookRelay;

/// <summary>
/// IP addresses as people write them in full. .NET also takes <c>35.223.142</c> for 35.223.0.142, <c>0x7f.1</c> for
/// 127.0.0.1, and <c>010.0.0.1</c> for 8.0.0.1, which opens a port or a list to somebody else.
/// </summary>
internal static class StrictIPAddress
{
    /// <summary>The address; null where it is none, has parts missing, or names an interface.</summary>
    public static IPAddress? Parse(string text) => IPAddress.TryParse(text, out var address) && IsSpelledOut(text, address) ? address : null;

    /// <summary>Whether a text would be taken for an address that it does not spell out.</summary>
    public static bool IsAbbreviated(string text) => IPAddress.TryParse(text, out var address) && !IsSpelledOut(text, address);

    private static bool IsSpelledOut(string text, IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => string.Equals(text, address.ToString(), StringComparison.Ordinal),
        _ => !text.Contains('%', StringComparison.Ordinal),
    };
}
