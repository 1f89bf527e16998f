using WebhookRelay.LoadTests.Contestants;

namespace WebhookRelay.LoadTests.Figures;

/// <summary>The processor time of a contestant and of both servers, from when it was begun.</summary>
internal sealed class CpuMeter(int contestant, Servers servers)
{
    private readonly TimeSpan _own = ProcessTree.Cpu(contestant);
    private readonly TimeSpan _rabbit = ProcessTree.Cpu(servers.Rabbit.Id);
    private readonly TimeSpan _redis = ProcessTree.Cpu(servers.Redis.Id);

    /// <summary>Microseconds a delivery.</summary>
    public IReadOnlyList<(string Column, double Value)> Per(long deliveries) =>
    [
        (Column.Own, (ProcessTree.Cpu(contestant) - _own).TotalMicroseconds / deliveries),
        (Column.Rabbit, (ProcessTree.Cpu(servers.Rabbit.Id) - _rabbit).TotalMicroseconds / deliveries),
        (Column.Redis, (ProcessTree.Cpu(servers.Redis.Id) - _redis).TotalMicroseconds / deliveries),
        (Column.Peak, ProcessTree.PeakBytes(contestant) / 1e6),
    ];
}
