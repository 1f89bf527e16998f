namespace WebhookRelay.IntegrationTests.Support;

/// <summary>Where the servers under test are: as packages install them, or where two variables say.</summary>
internal static class ServerPaths
{
    /// <summary>A folder with <c>rabbitmq-server</c> and <c>rabbitmqctl</c>, and <c>epmd</c> where another one is wanted.</summary>
    public const string RabbitMqVariable = "WEBHOOKRELAY_TEST_RABBITMQ";

    /// <summary>The path of a <c>redis-server</c>.</summary>
    public const string RedisVariable = "WEBHOOKRELAY_TEST_REDIS";

    // Where Debian's package has its commands. Called by root, they change to the package's own user.
    private const string PackagedRabbitMq = "/usr/sbin";

    public static string RedisServer => RedisAt(Environment.GetEnvironmentVariable(RedisVariable));

    public static string RabbitMq(string command) => RabbitMqAt(Environment.GetEnvironmentVariable(RabbitMqVariable), command);

    /// <summary>Erlang's port mapper is part of the broker's folder only where somebody put it there.</summary>
    public static string Epmd => EpmdAt(Environment.GetEnvironmentVariable(RabbitMqVariable));

    /// <summary>Whether the broker runs as the package's own user, to whom its folder has to belong.</summary>
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
