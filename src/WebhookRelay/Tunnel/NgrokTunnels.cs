using System.Text.Json;
using System.Text.Json.Serialization;
using WebhookRelay.Subscriptions;

namespace WebhookRelay.Tunnel;

/// <summary>An ngrok agent's answer to <c>GET /api/tunnels</c>, with the members that matter here.</summary>
internal sealed record NgrokTunnels([property: JsonPropertyName("tunnels")] IReadOnlyList<NgrokTunnel?>? Tunnels)
{
    /// <summary>The URL of the tunnel to a port of this machine. The current one is kept as long as it exists.</summary>
    public string? FindUrl(int port, string? current)
    {
        var urls = (Tunnels ?? []).Where(tunnel => tunnel?.Config?.Addr is { } address && PortOf(address) == port).Select(tunnel => tunnel!.PublicUrl).OfType<string>()
            .Where(url => Uri.TryCreate(url, UriKind.Absolute, out var uri) && PublicUrl.IsReachable(uri))
            .Select(url => url.TrimEnd('/'))
            .ToList();
        return current is not null && urls.Contains(current, StringComparer.Ordinal) ? current : urls.Find(url => url.StartsWith("https:", StringComparison.Ordinal)) ?? urls.FirstOrDefault();
    }

    /// <summary>ngrok writes <c>http://localhost:3001</c>, <c>localhost:3001</c> or <c>3001</c>, depending on its arguments.</summary>
    private static int? PortOf(string address)
    {
        var rest = address[(address.LastIndexOf(':') + 1)..].TrimEnd('/');
        return int.TryParse(rest, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var port) ? port : null;
    }

    public static NgrokTunnels? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, TunnelJson.Default.NgrokTunnels);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

internal sealed record NgrokTunnel([property: JsonPropertyName("public_url")] string? PublicUrl, [property: JsonPropertyName("config")] NgrokConfig? Config);

internal sealed record NgrokConfig([property: JsonPropertyName("addr")] string? Addr);

[JsonSerializable(typeof(NgrokTunnels))]
internal sealed partial class TunnelJson : JsonSerializerContext;
