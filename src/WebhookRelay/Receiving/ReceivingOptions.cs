using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using WebhookRelay.Tls;

namespace WebhookRelay.Receiving;

internal sealed class ReceivingOptions
{
    public const string Section = "Receiving";

    public string Url { get; set; } = "http://localhost:3001";

    /// <summary>All of them are accepted, so that a secret can be rotated without a gap.</summary>
    public IList<string> Secrets { get; set; } = [];

    /// <summary>Files with one secret each; one trailing newline is ignored.</summary>
    public IList<string> SecretFiles { get; set; } = [];

    /// <summary>For <c>/webhook-endpoint/{name}</c>; its secrets replace the ones above on that path.</summary>
    public IDictionary<string, WebhookOptions> Webhooks { get; set; } = new Dictionary<string, WebhookOptions>(StringComparer.OrdinalIgnoreCase);

    [Range(1, 2_147_483_591, ErrorMessage = "Receiving:MaxBodyBytes must be between 1 and 2147483591 bytes.")]
    public long MaxBodyBytes { get; set; } = 268_435_456;

    [Range(1, 1L << 40, ErrorMessage = "Receiving:InFlightBytes must be between 1 and 1099511627776 bytes.")]
    public long InFlightBytes { get; set; } = 268_435_456;

    /// <summary>Addresses and networks that may send; empty means all. Labelbox publishes 35.223.142.181/32 and 34.135.127.45/32.</summary>
    public IList<string> AllowFrom { get; set; } = [];

    /// <summary>Proxies whose X-Forwarded-For is trusted; empty means none.</summary>
    public IList<string> TrustedProxies { get; set; } = [];

    /// <summary>How many wrong or missing signatures of one address are answered 401; further ones are answered 429.</summary>
    [Range(1, 600_000, ErrorMessage = "Receiving:RefusalsPerMinute must be between 1 and 600000.")]
    public int RefusalsPerMinute { get; set; } = 300;

    /// <summary>The maximum number of connections. Default: a third of the files that the process may open beyond 400, from 16 to 4096. One address may have at most half of them.</summary>
    [Range(2, 65_536, ErrorMessage = "Receiving:MaxConnections must be between 2 and 65536.")]
    public int? MaxConnections { get; set; }

    public TlsOptions Tls { get; set; } = new();

    [EnumDataType(typeof(Acknowledge), ErrorMessage = "Receiving:Acknowledge must be Durable or Relayed.")]
    public Acknowledge Acknowledge { get; set; } = Acknowledge.Durable;
}

internal sealed class WebhookOptions
{
    public IList<string> Secrets { get; set; } = [];

    public IList<string> SecretFiles { get; set; } = [];
}

/// <summary>What the answer waits for.</summary>
internal enum Acknowledge
{
    /// <summary>The delivery is on disk.</summary>
    Durable = 0,

    /// <summary>The delivery is on disk, and the broker confirmed its event.</summary>
    Relayed = 1,
}

[OptionsValidator]
internal sealed partial class ReceivingRangeValidator : IValidateOptions<ReceivingOptions>;
