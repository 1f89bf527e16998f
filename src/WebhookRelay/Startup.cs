using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using WebhookRelay.Ledger;

namespace WebhookRelay;

/// <summary>Starts the service, or says in one message everything that keeps it from starting.</summary>
internal static class Startup
{
    extension(IHostApplicationBuilder builder)
    {
        /// <summary>Binds a section, refuses keys it does not know, and has it checked at start together with every other section.</summary>
        public void AddSection<TOptions>(string section)
            where TOptions : class, new()
        {
            builder.Services.AddOptions<TOptions>()
                .BindConfiguration(section, binder => binder.ErrorOnUnknownConfiguration = true);
            builder.Services.AddSingleton<IOptionsMonitor<TOptions>, SteadyOptions<TOptions>>();
            builder.Services.AddSingleton(new SectionCheck(services => Faults<TOptions>(services, section)));
        }
    }

    extension(WebApplication app)
    {
        public async Task<int> RunUntilStoppedAsync()
        {
            if (Faults(app.Services) is { Count: > 0 } faults)
            {
                return await RefuseAsync(app, $"WebhookRelay cannot start. Faults in its configuration:{Environment.NewLine}"
                    + string.Join(Environment.NewLine, faults.Select(fault => $"  - {fault}")));
            }

            app.Services.GetService<LedgerOpening>()?.Begin();
            app.Listen();
            // The host stops where one of these fails, and calls that a clean stop.
            List<BackgroundService> ours = [.. app.Services.GetServices<IHostedService>().OfType<BackgroundService>()];
            int Ending() => ours.Exists(service => service.ExecuteTask is { IsFaulted: true }) ? 1 : Environment.ExitCode;
            var stopping = app.Lifetime.ApplicationStopping;
            try
            {
                await app.RunAsync();
                return Ending();
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // It was told to stop, or one of ours failed, while it was still starting.
                return Ending();
            }
            catch (LedgerUnavailableException e)
            {
                return await RefuseAsync(app, $"WebhookRelay cannot start. {e.Message}");
            }
            catch (IOException e) when (e.InnerException is AddressInUseException)
            {
                return await RefuseAsync(app, $"WebhookRelay cannot start. {e.Message} Stop what listens there, or set Receiving:Url or Management:Url to another port.");
            }
        }
    }

    private static List<string> Faults(IServiceProvider services) => [.. services.GetServices<SectionCheck>().SelectMany(check => check.Faults(services))];

    /// <summary>Binds key by key, since the binder stops at its first fault; the rules then see whatever could be bound.</summary>
    private static List<string> Faults<TOptions>(IServiceProvider services, string section)
        where TOptions : class, new()
    {
        var faults = new List<string>();
        var options = new TOptions();
        foreach (var key in services.GetRequiredService<IConfiguration>().GetSection(section).GetChildren())
        {
            try
            {
                new ConfigurationBuilder().AddInMemoryCollection(key.AsEnumerable()).Build()
                    .GetSection(section).Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
            }
            catch (InvalidOperationException e)
            {
                // A value that does not convert, or a key that does not exist; the binder's message names it.
                faults.Add($"{section}: " + (e.InnerException is null ? e.Message : $"{e.Message} {e.InnerException.Message}"));
            }
        }

        foreach (var last in services.GetServices<IPostConfigureOptions<TOptions>>())
        {
            last.PostConfigure(Options.DefaultName, options);
        }

        foreach (var result in services.GetServices<IValidateOptions<TOptions>>().Select(rule => rule.Validate(Options.DefaultName, options)))
        {
            // Each rule names its key, but for the ranges of durations: those name the property.
            faults.AddRange((result.Failures ?? []).Select(fault => fault.StartsWith(section, StringComparison.Ordinal) ? fault : $"{section}:{fault}"));
        }

        return faults;
    }

    private static async Task<int> RefuseAsync(WebApplication app, string message)
    {
        await Console.Error.WriteLineAsync(message);
        await app.DisposeAsync();
        return 1;
    }

    private sealed record SectionCheck(Func<IServiceProvider, List<string>> Faults);
}
