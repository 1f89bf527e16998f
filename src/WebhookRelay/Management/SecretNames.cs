using System.Buffers;
using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace WebhookRelay.Management;

/// <summary>Classifies values by their names.</summary>
internal static partial class SecretNames
{
    private const int MaxHarmlessLength = 36;

    /// <summary>URL parameters known to be harmless. Any other may be a signature, since services name these freely.</summary>
    private static readonly FrozenSet<string> Harmless = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "page", "per_page", "pageSize", "limit", "offset", "count", "size", "width", "height", "w", "h", "dpr", "zoom", "x", "y", "z", "tile", "layer",
        "format", "fm", "fmt", "ext", "quality", "fit", "crop", "rotate", "version", "v", "ver", "rev", "generation", "lang", "locale", "sort", "order", "type",
        "kind", "alt", "download", "dl", "raw", "frame", "start", "end", "from", "to", "t", "time", "fps", "index",
        "charset", "q", "max-age", "for", "by", "proto", "host", "root", "self", "parent", "sampled");

    private static readonly SearchValues<char> Plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._,:+*");

    public static bool IsHarmless(ReadOnlySpan<char> name, ReadOnlySpan<char> value) =>
        value.Length <= MaxHarmlessLength && IsPlain(value) && Harmless.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name);

    public static bool IsPlain(ReadOnlySpan<char> value) => !value.ContainsAnyExcept(Plain);

    public static bool IsOfParameter(ReadOnlySpan<char> name) => Parameter().IsMatch(name);

    public static bool IsOfHeader(string name) => Parameter().IsMatch(name);

    public static bool IsOfMember(string name) => Member().IsMatch(name);

    [GeneratedRegex(
        "signature|token|credential|secret|passw|authorization|cookie|policy|expires|api-?_?key|access-?_?key|key-?_?pair|^x-auth|^(auth|jwt|key|pwd|sas|sig|code|hmac|hdnea|hdnts)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Parameter();

    /// <summary>Narrower: in payloads, members named <c>code</c> or <c>key</c> are not secrets.</summary>
    [GeneratedRegex(
        "(signature|token|secret|passw(or)?d|passphrase|credentials?|authorization|cookies?|(api|access|private|shared)[-_ ]?key(id)?|connection[-_ ]?string|^(jwt|pwd|sas|sig))$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Member();

    /// <summary>The same names in a text, before a colon or an equals sign.</summary>
    [GeneratedRegex(
        """(signature|token|secret|passw(or)?d|passphrase|credentials?|authorization|cookies?|(api|access|private|shared)[-_ ]?key(id)?|connection[-_ ]?string|\b(jwt|pwd|sas|sig))["']?\s*[:=]+\s*("(?<value>[^"]+)|'(?<value>[^']+)|(?<value>[^\s"'<>,;&\[\]{}()]+))""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    public static partial Regex Named();

    /// <summary>Credentials as in an Authorization header.</summary>
    [GeneratedRegex(
        @"\b(Bearer|bearer|Basic)\s+(?<value>[A-Za-z0-9._~+/=-]{8,})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    public static partial Regex Scheme();
}
