using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using WebhookRelay.Ledger;
using WebhookRelay.Management;
using WebhookRelay.Receiving;
using WebhookRelay.Starting;

namespace WebhookRelay;

/// <summary>Starts the service, or reports everything that prevents the start in one message.</summary>
internal static class Startup
{
    extension(WebApplication app)
    {
        /// <summary>Whether the configuration prevents the start; prints every fault. Call before anything reads the settings.</summary>
        public async Task<bool> HasFaultsAsync()
        {
            if (SettingsChecks.Faults(app.Services) is not { Count: > 0 } faults)
            {
                return false;
            }

            await RefuseAsync($"Invalid configuration:{Environment.NewLine}" + string.Join(Environment.NewLine, faults.Select(fault => $"  - {fault}")));
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

    /// <summary>Why the start failed, with the remedy; null for a bug, whose stack trace is needed.</summary>
    private static string? Reason(Exception e, IConfiguration configuration) => e switch
    {
        LedgerUnavailableException => e.Message,
        IOException { InnerException: AddressInUseException or AggregateException } or SocketException =>
            $"{e.Message.TrimEnd('.')}. Stop the process that uses it, or set Receiving:Url ({configuration["Receiving:Url"] ?? new ReceivingOptions().Url}) "
            + $"or Management:Url ({configuration["Management:Url"] ?? new ManagementOptions().Url}) to an address of this machine and a free port that this user can open.",
        _ => null,
    };

    private static async Task<int> RefuseAsync(string reason)
    {
        await Console.Error.WriteLineAsync($"WebhookRelay cannot start. {reason}");
        return 1;
    }
}
