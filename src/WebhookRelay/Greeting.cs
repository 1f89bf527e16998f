using System.Globalization;
using Microsoft.Extensions.Options;
using WebhookRelay.Inspecting;
using WebhookRelay.Ledger;
using WebhookRelay.Management;
using WebhookRelay.Receiving;
using WebhookRelay.Starting;
using WebhookRelay.Subscriptions;

namespace WebhookRelay;

/// <summary>Logs the next steps, in at most eight lines, once the ports are open. Development only.</summary>
internal sealed partial class Greeting(
    IHostEnvironment environment,
    RunMode mode,
    DevelopmentSecret developmentSecret,
    IOptions<ReceivingOptions> receiving,
    IOptions<LedgerOptions> ledger,
    IOptions<ManagementOptions> management,
    IOptions<SubscriptionsOptions> subscriptions,
    ILogger<Greeting> logger) : IHostedLifecycleService
{
    private const string CommandLineProject = "src/WebhookRelay.Cli";

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (environment.IsDevelopment() && !mode.Drain)
        {
            LogGreeting(logger, string.Join(Environment.NewLine, NextSteps()));
        }

        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<string> NextSteps()
    {
        var (open, manage) = (Ports.LocalUrl(receiving.Value.Url)!, Ports.LocalUrl(management.Value.Url)!);
        var tool = IsInClone() ? $"dotnet run --project {CommandLineProject} --" : "webhook-relay";
        string To(string url, string usual, string option) => string.Equals(url, usual, StringComparison.OrdinalIgnoreCase) ? string.Empty : $" {option} {url}";

        yield return $"Deliveries are received at {open}{Ports.WebhookPath}";
        yield return developmentSecret.Value is null ? "  secret    as configured (Receiving:Secrets)" : $"  secret    {DevelopmentSecret.PathIn(ledger.Value)}";
        yield return $"  send one  {tool} send{To(open, "http://localhost:3001", "--to")}{SecretOption()}";
        yield return $"  follow    {tool} tail{To(manage, "http://127.0.0.1:3002", "--admin")}";
        if (subscriptions.Value.PublicUrl is not { Length: > 0 })
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"  Labelbox  ngrok http {BindingAddress.Parse(open).Port}, and the address to paste appears here");
        }

        yield return $"  manage    {manage} (health, metrics, admin API)";
        yield return $"  inspect   {manage}{InspectorGuard.Root} (in a browser)";
    }

    /// <summary>How the tool finds the secret; empty if it finds it by itself.</summary>
    private string SecretOption() => (developmentSecret.Value, receiving.Value.SecretFiles) switch
    {
        (null, [var file, ..]) => $" --secret-file {file}",
        (null, _) => " --secret-file <file with the secret>",
        _ when string.Equals(ledger.Value.Path, LedgerPathConfiguration.DevelopmentPath, StringComparison.Ordinal) => string.Empty,
        _ => $" --secret-file {DevelopmentSecret.PathIn(ledger.Value)}",
    };

    /// <summary>In a clone the tool is a project; elsewhere it is installed. The working directory is no indication, since <c>dotnet run</c> changes it.</summary>
    private static bool IsInClone()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, CommandLineProject)))
            {
                return true;
            }
        }

        return false;
    }

    [LoggerMessage(1, LogLevel.Information, "{NextSteps}")]
    private static partial void LogGreeting(ILogger logger, string nextSteps);
}
