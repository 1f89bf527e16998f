using System.Globalization;
using StackExchange.Redis;
using WebhookRelay.Tls;

namespace WebhookRelay.Deduplication;

/// <summary>Where Redis is and how it is known: a StackExchange.Redis connection string, or the URI that other clients take.</summary>
internal static class RedisAddress
{
    private const int UsualPort = 6379;

    /// <exception cref="ArgumentException">It is neither.</exception>
    /// <exception cref="FormatException">It is neither.</exception>
    public static ConfigurationOptions Parse(string redis)
    {
        if (!Uri.TryCreate(redis, UriKind.Absolute, out var uri) || uri.Scheme is not ("redis" or "rediss"))
        {
            return ConfigurationOptions.Parse(redis);
        }

        var settings = new ConfigurationOptions { Ssl = uri.Scheme is "rediss" };
        settings.EndPoints.Add(uri.Host, uri.Port > 0 ? uri.Port : UsualPort);
        if (uri.UserInfo.Split(':', 2) is [var user, var password])
        {
            settings.User = user.Length > 0 ? Uri.UnescapeDataString(user) : null;
            settings.Password = Uri.UnescapeDataString(password);
        }

        if (uri.AbsolutePath.Trim('/') is { Length: > 0 } database)
        {
            settings.DefaultDatabase = int.Parse(database, NumberStyles.None, CultureInfo.InvariantCulture);
        }

        return settings;
    }

    /// <summary>The same, with the authority to trust and the certificate to show.</summary>
    public static ConfigurationOptions Of(DeduplicationOptions options)
    {
        var settings = Parse(options.Redis!);
        if (Authorities.Judge(options.Tls) is { } judge)
        {
            settings.CertificateValidation += judge;
        }

        if (options.Tls.Own.IsSet)
        {
            settings.SetUserPemCertificate(options.Tls.CertificateFile!, options.Tls.KeyFile!);
        }

        return settings;
    }
}
