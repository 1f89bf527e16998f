using System.Runtime.InteropServices;

namespace WebhookRelay.LoadTests.Sending;

/// <summary>A fixed send schedule, accurate to a tenth of a millisecond.</summary>
internal sealed partial class SendSchedule(int perSecond)
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly long _started = TimeProvider.System.GetTimestamp();

    public long Due(int number) => _started + (number * TimeProvider.System.TimestampFrequency / perSecond);

    /// <summary>Blocks the thread, because .NET timers have a resolution of one millisecond.</summary>
    public static void Await(long due)
    {
        while (due - TimeProvider.System.GetTimestamp() is > 0 and var left)
        {
            var nanoseconds = left * NanosecondsPerSecond / TimeProvider.System.TimestampFrequency;
            var (seconds, rest) = Math.DivRem(nanoseconds, NanosecondsPerSecond);
            long[] time = [seconds, rest];
            _ = NanoSleep(time, 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int NanoSleep(long[] time, nint remaining);
}
