using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.LoadTests.Contestants;

/// <summary>Checks for the required tools before anything starts.</summary>
internal static class RequiredTools
{
    private const string Packages = "wrk curl redis-server rabbitmq-server nodejs npm gunicorn python3-flask python3-redis python3-pika";

    /// <returns>The missing tools; null if there are none.</returns>
    public static async Task<string?> MissingAsync(LoadOptions options)
    {
        List<string> looks = options.Does(LoadOptions.Export) ? ["command -v curl"] : [];
        if (options.NeedsServers)
        {
            looks.AddRange(["command -v wrk", $"command -v {ServerPaths.RedisServer}", $"command -v {ServerPaths.RabbitMq("rabbitmq-server")}"]);
        }

        if (options.NeedsServers && options.Takes("node"))
        {
            looks.AddRange(["command -v node", "command -v npm"]);
        }

        if (options.NeedsServers && options.Takes("python"))
        {
            looks.Add("/usr/bin/python3 -c 'import flask, gunicorn, redis, pika'");
        }

        foreach (var look in looks)
        {
            await using var shell = ServerProcess.Start("/bin/sh", ["-c", look]);
            if (await shell.ExitAsync() is not 0)
            {
                return $"Missing: '{look}' fails. On Debian: apt-get install {Packages}";
            }
        }

        return null;
    }
}
