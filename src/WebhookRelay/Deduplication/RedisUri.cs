using System.Globalization;
using StackExchange.Redis;

namespace WebhookRelay.Deduplication;

/// <summary>
/// <c>redis://user:password@host:6379/3</c>, or <c>rediss://</c> for TLS; user, password and database may also be in the
/// query. Unknown parts are refused instead of ignored, since the relay could otherwise use an unintended database or user.
/// </summary>
internal static class RedisUri
{
    public const string Example = "redis://user:password@host:6379/0";

    private const int DefaultPort = 6379;

    private const string NoPassword = $"has a user without a password, or a password without its colon. Write redis://:password@host:6379, or {Example}.";

    /// <exception cref="FormatException">It cannot be parsed completely. The message says what to write instead, without the value.</exception>
    public static ConfigurationOptions Parse(string redis)
    {
        RefuseComma(redis);
        if (!Uri.TryCreate(redis, UriKind.Absolute, out var uri) || uri is { Host.Length: 0 } or { Fragment.Length: > 0 })
        {
            throw new FormatException($"is not a valid URI. Write {Example}, and in a password %40 for @, %2F for /, %23 for #, %3F for ? and %3A for :.");
        }

        var settings = new ConfigurationOptions { Ssl = uri.Scheme is "rediss" };
        settings.EndPoints.Add(uri.IdnHost, uri.Port > 0 ? uri.Port : DefaultPort);
        AddUser(settings, uri.UserInfo);
        if (uri.AbsolutePath.Trim('/') is { Length: > 0 } database)
        {
            settings.DefaultDatabase = Database(database);
        }

        foreach (var option in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            Add(settings, option);
        }

        return settings.User is null || settings.Password is not null ? settings : throw new FormatException(NoPassword);
    }

    private static void RefuseComma(string redis)
    {
        var authority = redis[(redis.IndexOf("://", StringComparison.Ordinal) + 3)..].Split('/', '?', '#')[0];
        if (authority[(authority.LastIndexOf('@') + 1)..].Contains(',', StringComparison.Ordinal))
        {
            throw new FormatException("has a comma in a URI. Write several hosts, or options, without redis://: host1:6379,host2:6379,user=…,password=…,ssl=true.");
        }
    }

    private static void AddUser(ConfigurationOptions settings, string userInfo)
    {
        switch (userInfo.Split(':', 2))
        {
            case [var user, var password]:
                settings.User = user.Length > 0 ? Uri.UnescapeDataString(user) : null;
                settings.Password = Uri.UnescapeDataString(password);
                break;
            case [{ Length: > 0 }]:
                throw new FormatException(NoPassword);
        }
    }

    /// <summary>The option names of the registered URI scheme; <c>user</c> is the name in StackExchange.Redis.</summary>
    private static void Add(ConfigurationOptions settings, string option)
    {
        var (name, value) = option.Split('=', 2) is [var key, var given] ? (key, Uri.UnescapeDataString(given)) : (option, string.Empty);
        switch (name.ToLowerInvariant())
        {
            case "db" when settings.DefaultDatabase is null:
                settings.DefaultDatabase = Database(value);
                break;
            case "user" or "username" when settings.User is null:
                settings.User = value;
                break;
            case "password" when settings.Password is null:
                settings.Password = value;
                break;
            case "db" or "user" or "username" or "password":
                throw new FormatException("contains its user, password or database more than once. Write each of them once.");
            default:
                throw new FormatException("has an option in its query that is none of db, user and password. Write it as StackExchange.Redis takes it: host:6379,defaultDatabase=3,ssl=true,….");
        }
    }

    private static int Database(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var database)
        ? database
        : throw new FormatException($"has a database that is not a number. Write {Example}.");
}
