using WebhookRelay.LoadTests.Contestants;

namespace WebhookRelay.LoadTests.Figures;

/// <summary>The CPU time used by a contestant and both servers since the start of the measurement.</summary>
internal sealed class CpuMeter(int contestant, Servers servers)
{
    private readonly TimeSpan _own = ProcessTree.Cpu(contestant);
    private readonly TimeSpan _rabbit = ProcessTree.Cpu(servers.Rabbit.Id);
    private readonly TimeSpan _redis = ProcessTree.Cpu(servers.Redis.Id);

    /// <summary>Microseconds per delivery.</summary>
    public IReadOnlyList<(string Column, double Value)> Per(long deliveries) =>
    [
        (Column.Own, (ProcessTree.Cpu(contestant) - _own).TotalMicroseconds / deliveries),
        (Column.Rabbit, (ProcessTree.Cpu(servers.Rabbit.Id) - _rabbit).TotalMicroseconds / deliveries),
        (Column.Redis, (ProcessTree.Cpu(servers.Redis.Id) - _redis).TotalMicroseconds / deliveries),
        (Column.Peak, ProcessTree.PeakBytes(contestant) / 1e6),
    ];
}
