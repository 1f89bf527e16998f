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
            where TOptions : class
        {
            builder.Services.AddOptions<TOptions>()
                .BindConfiguration(section, binder => binder.ErrorOnUnknownConfiguration = true);
            builder.Services.AddSingleton<IOptionsMonitor<TOptions>, SteadyOptions<TOptions>>();
            builder.Services.AddSingleton(new SectionCheck(section, services => _ = services.GetRequiredService<IOptions<TOptions>>().Value));
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

            app.Listen();
            try
            {
                await app.RunAsync();
                return Environment.ExitCode;
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

    private static List<string> Faults(IServiceProvider services)
    {
        var faults = new List<string>();
        foreach (var check in services.GetServices<SectionCheck>())
        {
            try
            {
                check.Read(services);
            }
            catch (OptionsValidationException e)
            {
                // Each rule names its key, but for the ranges of durations: those name the property.
                faults.AddRange(e.Failures.Select(fault => fault.StartsWith(check.Section, StringComparison.Ordinal) ? fault : $"{check.Section}:{fault}"));
            }
            catch (InvalidOperationException e)
            {
                // A value that does not convert, or a key that does not exist; the binder's message names it.
                faults.Add($"{check.Section}: " + (e.InnerException is null ? e.Message : $"{e.Message} {e.InnerException.Message}"));
            }
        }

        return faults;
    }

    private static async Task<int> RefuseAsync(WebApplication app, string message)
    {
        await Console.Error.WriteLineAsync(message);
        await app.DisposeAsync();
        return 1;
    }

    private sealed record SectionCheck(string Section, Action<IServiceProvider> Read);
}
