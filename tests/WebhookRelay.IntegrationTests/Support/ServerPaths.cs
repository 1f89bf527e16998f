namespace WebhookRelay.IntegrationTests.Support;

/// <summary>The paths of the servers: as packages install them, or from two variables.</summary>
internal static class ServerPaths
{
    /// <summary>A folder with <c>rabbitmq-server</c> and <c>rabbitmqctl</c>, and optionally <c>epmd</c>.</summary>
    public const string RabbitMqVariable = "WEBHOOKRELAY_TEST_RABBITMQ";

    /// <summary>The path of a <c>redis-server</c>.</summary>
    public const string RedisVariable = "WEBHOOKRELAY_TEST_REDIS";

    // The folder of Debian's package. Its commands switch from root to the package's user.
    private const string PackagedRabbitMq = "/usr/sbin";

    public static string RedisServer => RedisAt(Environment.GetEnvironmentVariable(RedisVariable));

    public static string RabbitMq(string command) => RabbitMqAt(Environment.GetEnvironmentVariable(RabbitMqVariable), command);

    /// <summary>Erlang's port mapper. It is in the broker's folder only if it was put there.</summary>
    public static string Epmd => EpmdAt(Environment.GetEnvironmentVariable(RabbitMqVariable));

    /// <summary>Whether the broker runs as the package's user, who must own its folder.</summary>
    public static bool RabbitMqChangesUser => Environment.IsPrivilegedProcess && RabbitMq("rabbitmq-server").StartsWith(PackagedRabbitMq, StringComparison.Ordinal);

    internal static string RedisAt(string? path) => string.IsNullOrEmpty(path) ? "redis-server" : Existing(RedisVariable, path);

    internal static string RabbitMqAt(string? folder, string command)
    {
        if (!string.IsNullOrEmpty(folder))
        {
            return Existing(RabbitMqVariable, Path.Combine(folder, command));
        }

        var packaged = Path.Combine(PackagedRabbitMq, command);
        return File.Exists(packaged) ? packaged : command;
    }

    internal static string EpmdAt(string? folder) => folder is { Length: > 0 } && Path.Combine(folder, "epmd") is var epmd && File.Exists(epmd) ? epmd : "epmd";

    private static string Existing(string variable, string path) => File.Exists(path)
        ? path
        : throw new FileNotFoundException($"{variable} leads to {path}, which does not exist.", path);
}
