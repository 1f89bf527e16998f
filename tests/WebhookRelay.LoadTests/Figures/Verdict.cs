using WebhookRelay.LoadTests.Deliveries;

namespace WebhookRelay.LoadTests.Figures;

/// <summary>Whether a run counts: every acknowledged delivery is in the queue, none is there twice, and none came from nowhere.</summary>
internal static class Verdict
{
    public static string? Of(IReadOnlyCollection<int> acknowledged, IReadOnlyCollection<int?> arrived, DeliveryRange sent)
    {
        var counts = arrived.Where(number => number is not null).GroupBy(number => number!.Value).ToDictionary(each => each.Key, each => each.Count());
        List<(int Count, string What)> faults =
        [
            (acknowledged.Count(number => !counts.ContainsKey(number)), "lost"),
            (acknowledged.Count - acknowledged.Distinct().Count(), "acknowledged twice"),
            (counts.Values.Count(count => count > 1), "doubled"),
            (arrived.Count(number => number is not { } known || !sent.Contains(known)), "never sent"),
        ];
        var found = faults.Where(fault => fault.Count > 0).Select(fault => $"{fault.Count} {fault.What}").ToList();
        return found.Count is 0 ? null : string.Join(", ", found);
    }
}
