using System.Globalization;

namespace WebhookRelay.IntegrationTests.Support;

/// <summary>A wall clock that a test can step for a running process. The monotonic clock is unaffected.</summary>
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
            // Otherwise every wait with a timeout ends at once, and .NET spins.
            ("FAKETIME_FORCE_MONOTONIC_FIX", "0"),
        ];
    }

    /// <summary>The environment of a process that uses this clock.</summary>
    public IReadOnlyList<(string Key, string Value)> Settings { get; }

    /// <summary>Null if libfaketime is not installed.</summary>
    /// <param name="offset">The file with the offset from the machine's clock.</param>
    public static SteppedClock? Find(string offset)
    {
        const string Libraries = "/usr/lib";
        var found = Directory.Exists(Libraries)
            ? Directory.EnumerateDirectories(Libraries, "*-linux-gnu").Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1")).FirstOrDefault(File.Exists)
            : null;
        return found is null ? null : new SteppedClock(found, offset);
    }

    /// <summary>Sets the offset from the machine's clock; a process applies it within two seconds.</summary>
    public void Step(TimeSpan offset)
    {
        var next = $"{_offset}.next";
        File.WriteAllText(next, offset.TotalSeconds.ToString("+0;-0;+0", CultureInfo.InvariantCulture));
        File.Move(next, _offset, overwrite: true);
    }

    /// <summary>Removes the shared memory that killed processes left behind.</summary>
    public void Dispose()
    {
        foreach (var left in Directory.EnumerateFiles("/dev/shm", "*faketime_s*").Where(file => !Directory.Exists($"/proc/{file[(file.LastIndexOf('_') + 1)..]}")))
        {
            File.Delete(left);
        }
    }
}
