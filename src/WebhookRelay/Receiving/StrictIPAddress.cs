using System.Net;
using System.Net.Sockets;

namespace WebhookRelay.Receiving;

/// <summary>
/// Parses only fully written IP addresses. .NET also reads <c>35.223.142</c> as 35.223.0.142, <c>0x7f.1</c> as 127.0.0.1,
/// and <c>010.0.0.1</c> as 8.0.0.1, which could allow unintended addresses.
/// </summary>
internal static class StrictIPAddress
{
    /// <summary>The address; null if it is invalid, abbreviated, or has a scope id.</summary>
    public static IPAddress? Parse(string text) => IPAddress.TryParse(text, out var address) && IsSpelledOut(text, address) ? address : null;

    /// <summary>Whether .NET would parse the text as an address that it does not fully spell out.</summary>
    public static bool IsAbbreviated(string text) => IPAddress.TryParse(text, out var address) && !IsSpelledOut(text, address);

    private static bool IsSpelledOut(string text, IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => string.Equals(text, address.ToString(), StringComparison.Ordinal),
        _ => !text.Contains('%', StringComparison.Ordinal),
    };
}
