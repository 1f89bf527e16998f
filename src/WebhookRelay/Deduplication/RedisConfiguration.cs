using System.Net;
using System.Text.RegularExpressions;
using StackExchange.Redis;
using WebhookRelay.Tls;

namespace WebhookRelay.Deduplication;

/// <summary>Parses a StackExchange.Redis connection string or a redis:// URI.</summary>
internal static partial class RedisConfiguration
{
    private const string Hosts = "host1:6379,host2:6379,password=…";

    /// <exception cref="FormatException">It is neither. The message says what to write instead and never contains the value, which may contain a password.</exception>
    public static ConfigurationOptions Parse(string redis)
    {
        var settings = Scheme().Match(redis) is { Success: true } scheme ? OfUri(redis, scheme.Groups["scheme"].Value.ToLowerInvariant()) : OfOptions(redis);
        foreach (var host in settings.EndPoints.OfType<DnsEndPoint>().Select(endpoint => endpoint.Host))
        {
            if (Uri.CheckHostName(host) is UriHostNameType.Unknown)
            {
                throw new FormatException($"names a host that cannot be one. Write host:6379,user=…,password=…, or {RedisUri.Example}.");
            }
        }

        return settings.EndPoints.Count > 0 ? settings : throw new FormatException("names no host. Write host:6379.");
    }

    /// <summary>The settings with the certificate authority to trust and the client certificate.</summary>
    public static ConfigurationOptions From(DeduplicationOptions options)
    {
        var settings = Parse(options.Redis!);
        if (CertificateAuthorities.CreateValidator(options.Tls) is { } judge)
        {
            settings.CertificateValidation += judge;
        }

        if (ClientCertificate.CreateSelector(options.Tls) is { } choose)
        {
            settings.CertificateSelection += choose;
        }

        return settings;
    }

    private static ConfigurationOptions OfUri(string redis, string scheme) => scheme switch
    {
        "redis" or "rediss" => RedisUri.Parse(redis),
        _ when scheme.Contains("sentinel", StringComparison.Ordinal) =>
            throw new FormatException("is a Sentinel URI. Write the Sentinels as sentinel1:26379,sentinel2:26379,serviceName=…,password=…."),
        _ => throw new FormatException($"begins with {scheme}://. Write {RedisUri.Example}, rediss:// for TLS, or host:6379,password=…."),
    };

    private static ConfigurationOptions OfOptions(string redis)
    {
        try
        {
            return ConfigurationOptions.Parse(redis);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            throw new FormatException(
                $"is neither a StackExchange.Redis connection string ({Hosts},defaultDatabase=3) nor a URI ({RedisUri.Example}). A password with a comma needs the URI.", e);
        }
    }

    [GeneratedRegex("^(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Scheme();
}
