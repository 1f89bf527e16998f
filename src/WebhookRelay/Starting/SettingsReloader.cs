namespace WebhookRelay.Starting;

/// <summary>Reloads settings files when their content changes.</summary>
internal sealed partial class SettingsReloader(IReadOnlyList<IReloadableSettings> files, TimeProvider time, ILogger<SettingsReloader> logger) : BackgroundService
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(2);

    private readonly HashSet<string> _logged = new(StringComparer.Ordinal);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        LogIgnoredFiles();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(CheckInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var file in files)
            {
                if (file.TryReload(out var fault))
                {
                    LogReloaded(logger, file.Path);
                }
                else if (fault is not null)
                {
                    LogFault(logger, file.Path, fault);
                }
            }

            LogIgnoredFiles();
        }
    }

    private void LogIgnoredFiles()
    {
        foreach (var (folder, name) in files.SelectMany(file => file.Ignored.Select(name => (file.Path, name))))
        {
            if (_logged.Add($"{folder}/{name}"))
            {
                LogIgnored(logger, name, folder);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Information, "The settings in {File} have changed and were reloaded")]
    private static partial void LogReloaded(ILogger logger, string file);

    [LoggerMessage(2, LogLevel.Error, "The change of {File} is invalid; the previous settings stay in use: {Fault}")]
    private static partial void LogFault(ILogger logger, string file, string fault);

    [LoggerMessage(3, LogLevel.Warning, "The file {Name} in {Folder} is ignored: by its name it is an editor's copy, not a setting. Remove it from the folder")]
    private static partial void LogIgnored(ILogger logger, string name, string folder);
}
