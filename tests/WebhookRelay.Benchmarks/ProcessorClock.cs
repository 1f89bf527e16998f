using Perfolizer.Horology;

namespace WebhookRelay.Benchmarks;

/// <summary>The processor time of this process: on a machine that others use as well, the time on the wall is mostly theirs.</summary>
internal sealed class ProcessorClock : IClock
{
    public string Title => "Processor";

    public bool IsAvailable => true;

    public Frequency Frequency => new(TimeSpan.TicksPerSecond);

    public long GetTimestamp() => Environment.CpuUsage.TotalTime.Ticks;
}
