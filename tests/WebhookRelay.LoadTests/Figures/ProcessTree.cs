using System.Globalization;

namespace WebhookRelay.LoadTests.Figures;

/// <summary>The CPU time and memory of a process and its descendants, from /proc.</summary>
internal static class ProcessTree
{
    /// <summary>The kernel's clock ticks: 100 a second on every Linux that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    public static IReadOnlyList<int> Of(int root)
    {
        var parents = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0)
            .Select(id => (Id: id, Parent: ContestantList(id, 1)))
            .ToLookup(each => (int)each.Parent, each => each.Id);
        List<int> tree = [root];
        for (var i = 0; i < tree.Count; i++)
        {
            tree.AddRange(parents[tree[i]]);
        }

        return tree;
    }

    public static TimeSpan Cpu(int root) => TimeSpan.FromSeconds(Of(root).Sum(id => ContestantList(id, 11) + ContestantList(id, 12)) / TicksPerSecond);

    /// <summary>The sum of the processes' peak resident memory.</summary>
    public static long PeakBytes(int root) => Of(root).Sum(id => 1024 * Kilobytes(id, "VmHWM:"));

    private static long Kilobytes(int id, string name)
    {
        try
        {
            var line = File.ReadLines($"/proc/{Text(id)}/status").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Split('\t')[^1], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The process has exited meanwhile.
            return 0;
        }
    }

    /// <summary>A field of the stat line. Field 0 is the state, after the name.</summary>
    private static double ContestantList(int id, int field)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{Text(id)}/stat");
            return double.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[field], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static string Text(int id) => id.ToString(CultureInfo.InvariantCulture);
}
