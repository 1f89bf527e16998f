using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Serilog.Events;
using WebhookRelay.Ledger;
using WebhookRelay.Management;
using WebhookRelay.Receiving;
using WebhookRelay.Starting;

namespace WebhookRelay;

/// <summary>Starts the service, or reports everything that prevents the start in one message.</summary>
internal static class Startup
{
    extension(IHostApplicationBuilder builder)
    {
        /// <summary>Binds a section, refuses unknown keys, and validates it at start together with all other sections.</summary>
        public void AddSection<TOptions>(string section)
            where TOptions : class, new()
        {
            builder.Services.AddOptions<TOptions>()
                // Also after a change: the binder would accept what is refused here.
                .Configure<IConfiguration>((_, configuration) => Require<TOptions>(configuration.GetSection(section)))
                .BindConfiguration(section, binder => binder.ErrorOnUnknownConfiguration = true);
            builder.Services.AddSingleton<IOptionsMonitor<TOptions>, LastValidOptionsMonitor<TOptions>>();
            builder.Services.AddSingleton(new KnownSection(section, typeof(TOptions)));
            builder.AddCheck(services => Faults<TOptions>(services, section));
        }

        /// <summary>Adds a check that can prevent the start.</summary>
        public void AddCheck(Func<IServiceProvider, List<string>> faults) => builder.Services.AddSingleton(new Check(faults));
    }

    extension(WebApplication app)
    {
        /// <summary>Whether the configuration prevents the start; prints every fault. Call before anything reads the settings.</summary>
        public async Task<bool> HasFaultsAsync()
        {
            if (Faults(app.Services) is not { Count: > 0 } faults)
            {
                return false;
            }

            await RefuseAsync($"Faults in its configuration:{Environment.NewLine}" + string.Join(Environment.NewLine, faults.Select(fault => $"  - {fault}")));
            await app.DisposeAsync();
            return true;
        }

        public async Task<int> RunUntilStoppedAsync()
        {
            await using var disposing = app.ConfigureAwait(false);
            app.Services.GetService<LedgerOpener>()?.Begin();
            app.Listen();
            // The host stops when one of these fails, and reports that as a clean stop.
            List<BackgroundService> ours = [.. app.Services.GetServices<IHostedService>().OfType<BackgroundService>()];
            int Ending() => ours.Exists(service => service.ExecuteTask is { IsFaulted: true }) ? 1 : Environment.ExitCode;
            var stopping = app.Lifetime.ApplicationStopping;
            try
            {
                await app.StartAsync();
                await app.WaitForShutdownAsync();
                return Ending();
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // It was stopped, or a background service failed, during the start.
                return Ending();
            }
            catch (Exception e) when (Reason(e, app.Configuration) is { } reason)
            {
                // Services that already started would report their disposal as a failure.
                await app.StopAsync();
                return await RefuseAsync(reason);
            }
        }
    }

    private static List<string> Faults(IServiceProvider services) => [.. services.GetServices<Check>().SelectMany(check => check.Faults(services))];

    /// <summary>The validators see whatever could be bound, so that all faults are reported at once.</summary>
    private static List<string> Faults<TOptions>(IServiceProvider services, string section)
        where TOptions : class, new()
    {
        var given = services.GetRequiredService<IConfiguration>().GetSection(section);
        var misshapen = SectionValidator.Faults(given, typeof(TOptions)).ToList();
        var faults = misshapen.ConvertAll(fault => fault.Fault);
        var options = new TOptions();
        new ConfigurationBuilder()
            .AddInMemoryCollection(given.AsEnumerable().Where(setting => !misshapen.Exists(fault => IsIn(setting.Key, fault.Path))))
            .Build().GetSection(section).Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);

        foreach (var last in services.GetServices<IPostConfigureOptions<TOptions>>())
        {
            last.PostConfigure(Options.DefaultName, options);
        }

        foreach (var result in services.GetServices<IValidateOptions<TOptions>>().Select(rule => rule.Validate(Options.DefaultName, options)))
        {
            // Each validator names its key, except range attributes, which name the property.
            faults.AddRange((result.Failures ?? []).Select(fault => fault.StartsWith(section, StringComparison.Ordinal) ? fault : $"{section}:{fault}"));
        }

        return faults;
    }

    /// <summary>Why the start failed, with the remedy; null for a bug, whose stack trace is needed.</summary>
    private static string? Reason(Exception e, IConfiguration configuration) => e switch
    {
        LedgerUnavailableException => e.Message,
        IOException { InnerException: AddressInUseException or AggregateException } or SocketException =>
            $"{e.Message.TrimEnd('.')}. Stop what listens there, or set Receiving:Url ({configuration["Receiving:Url"] ?? new ReceivingOptions().Url}) "
            + $"or Management:Url ({configuration["Management:Url"] ?? new ManagementOptions().Url}) to an address of this machine, with a port that is free and that this user may open.",
        _ => null,
    };

    private static bool IsIn(string key, string path) =>
        key.StartsWith(path, StringComparison.OrdinalIgnoreCase) && (key.Length == path.Length || key[path.Length] is ':');

    private static void Require<TOptions>(IConfigurationSection section)
    {
        if (SectionValidator.Faults(section, typeof(TOptions)).Select(fault => fault.Fault).ToList() is { Count: > 0 } faults)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(TOptions), faults);
        }
    }

    /// <summary>Whether a log line of the host or MassTransit repeats a start failure that is reported here.</summary>
    public static bool IsReportedElsewhere(LogEvent line) => line switch
    {
        { Exception: LedgerUnavailableException or IOException or SocketException } => line.MessageTemplate.Text is "Hosting failed to start" or "Unable to start Kestrel.",
        _ => line.MessageTemplate.Text is "Failed to stop bus: {Address} ({Reason})"
            && line.Properties.TryGetValue("Reason", out var reason) && reason is ScalarValue { Value: "Not Started" },
    };

    private static async Task<int> RefuseAsync(string reason)
    {
        await Console.Error.WriteLineAsync($"WebhookRelay cannot start. {reason}");
        return 1;
    }

    private sealed record Check(Func<IServiceProvider, List<string>> Faults);
}
