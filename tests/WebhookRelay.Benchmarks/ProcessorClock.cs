using Perfolizer.Horology;

namespace WebhookRelay.Benchmarks;

/// <summary>The CPU time of this process. On a shared machine, wall-clock time would mostly measure other processes.</summary>
internal sealed class ProcessorClock : IClock
{
    public string Title => "Processor";

    public bool IsAvailable => true;

    public Frequency Frequency => new(TimeSpan.TicksPerSecond);

    public long GetTimestamp() => Environment.CpuUsage.TotalTime.Ticks;
}
