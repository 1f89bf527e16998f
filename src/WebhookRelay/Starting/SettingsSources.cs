using Microsoft.Extensions.Configuration.Json;

namespace WebhookRelay.Starting;

/// <summary>The sources of settings: appsettings.json, the environment, the command line and a folder of files.</summary>
internal static class SettingsSources
{
    public const string Folder = "SecretsFolder";

    /// <exception cref="StartupException">A source cannot be read.</exception>
    public static WebApplicationBuilder CreateBuilder(IEnumerable<string> args)
    {
        try
        {
            var builder = WebApplication.CreateBuilder(new WebApplicationOptions
            {
                // The host's file watcher misses changed link targets and file systems without events: SettingsReloader polls instead.
                Args = [.. args, "--hostBuilder:reloadConfigOnChange=false"],
                // The single appsettings.json is in the output folder, independent of the working directory.
                ContentRootPath = AppContext.BaseDirectory,
            });
            if (builder.Configuration[Folder] is { Length: > 0 } secrets)
            {
                builder.Configuration.Sources.Add(new SecretsFolder(Path.GetFullPath(secrets)));
            }

            builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<SettingsReloader>(services, Watched(builder.Configuration)));
            builder.AddCheck(services => UnknownSectionCheck.Faults(builder.Configuration, [.. services.GetServices<KnownSection>()]));
            return builder;
        }
        catch (InvalidDataException e)
        {
            var reason = e.InnerException?.InnerException ?? e.InnerException ?? e;
            throw new StartupException($"{e.Message.TrimEnd('.')}: {reason.Message} Correct the file, or let this process read it.", e);
        }
        catch (FormatException e)
        {
            throw new StartupException($"The command line is invalid: {e.Message} Write --Section:Key value.", e);
        }
    }

    private static IReadOnlyList<IReloadableSettings> Watched(IConfigurationRoot configuration) => [.. configuration.Providers.Select(Watched).OfType<IReloadableSettings>()];

    private static IReloadableSettings? Watched(IConfigurationProvider provider) => provider switch
    {
        JsonConfigurationProvider { Source: { Path: { } path, FileProvider: { } files } } json => new ReloadableJsonFile(json, files.GetFileInfo(path).PhysicalPath ?? path),
        IReloadableSettings watched => watched,
        _ => null,
    };
}
