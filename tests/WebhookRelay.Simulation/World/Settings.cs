using Microsoft.Extensions.Options;
using WebhookRelay.Deduplication;
using WebhookRelay.Ledger;
using WebhookRelay.Publishing;
using WebhookRelay.Receiving;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Simulation.World;

/// <summary>The configuration of the relays, with shorter times than the defaults to keep the runs short.</summary>
internal static class Settings
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(4);
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    public static readonly IOptionsMonitor<LedgerOptions> Ledger = new Fixed<LedgerOptions>(
        new LedgerOptions { Path = Directory.CreateTempSubdirectory("simulation-").FullName, WarnAt = 0, RefuseAt = 0 });

    public static readonly IOptionsMonitor<DeduplicationOptions> Deduplication = new Fixed<DeduplicationOptions>(new DeduplicationOptions { Lease = Lease });

    public static readonly IOptionsMonitor<PublishingOptions> Publishing = new Fixed<PublishingOptions>(
        new PublishingOptions { Deadline = Deadline, UnroutedRetry = TimeSpan.FromSeconds(1), RefusedRetry = TimeSpan.FromSeconds(8), InFlight = 8 });

    public static readonly IOptionsMonitor<ReceivingOptions> Receiving = new Fixed<ReceivingOptions>(new ReceivingOptions());

    public static readonly IOptionsMonitor<PayloadLogOptions> PayloadLog = new Fixed<PayloadLogOptions>(new PayloadLogOptions());

    private sealed class Fixed<T>(T value) : IOptionsMonitor<T>
    {
        public T CurrentValue => value;

        public T Get(string? name) => value;

        public IDisposable? OnChange(Action<T, string?> listener) => null;
    }
}
