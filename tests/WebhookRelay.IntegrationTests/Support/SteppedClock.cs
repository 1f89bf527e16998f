using System.Globalization;

namespace WebhookRelay.IntegrationTests.Support;

/// <summary>A wall clock that a test steps under a running process. What measures durations goes on by the machine's own.</summary>
internal sealed class SteppedClock : IDisposable
{
    private readonly string _offset;

    private SteppedClock(string library, string offset)
    {
        _offset = offset;
        Step(TimeSpan.Zero);
        Settings =
        [
            ("LD_PRELOAD", library),
            ("FAKETIME_TIMESTAMP_FILE", offset),
            ("FAKETIME_CACHE_DURATION", "1"),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
            // Otherwise each wait with a timeout ends at once, and .NET spins.
            ("FAKETIME_FORCE_MONOTONIC_FIX", "0"),
        ];
    }

    /// <summary>What a process is started with to live by it.</summary>
    public IReadOnlyList<(string Key, string Value)> Settings { get; }

    /// <summary>Null where this machine has no libfaketime.</summary>
    /// <param name="offset">The file that tells the process how far it is from the machine's clock.</param>
    public static SteppedClock? Find(string offset)
    {
        const string Libraries = "/usr/lib";
        var found = Directory.Exists(Libraries)
            ? Directory.EnumerateDirectories(Libraries, "*-linux-gnu").Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1")).FirstOrDefault(File.Exists)
            : null;
        return found is null ? null : new SteppedClock(found, offset);
    }

    /// <summary>Sets it that far from the machine's clock; a process takes it over within a second or two.</summary>
    public void Step(TimeSpan offset)
    {
        var next = $"{_offset}.next";
        File.WriteAllText(next, offset.TotalSeconds.ToString("+0;-0;+0", CultureInfo.InvariantCulture));
        File.Move(next, _offset, overwrite: true);
    }

    /// <summary>Each process had a piece of shared memory, which outlives one that is killed.</summary>
    public void Dispose()
    {
        foreach (var left in Directory.EnumerateFiles("/dev/shm", "*faketime_s*").Where(file => !Directory.Exists($"/proc/{file[(file.LastIndexOf('_') + 1)..]}")))
        {
            File.Delete(left);
        }
    }
}
