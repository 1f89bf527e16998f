using System.Globalization;

namespace WebhookRelay.IntegrationTests.Faults;

/// <summary>The result of one seed: a row of the printed table.</summary>
internal sealed class ResultRow(int seed)
{
    private readonly SortedDictionary<string, int> _doubles = new(StringComparer.Ordinal);
    private int _rounds;
    private int _faults;

    public static IReadOnlyList<string> Head { get; } =
    [
        "| seed | rounds | faults injected | deliveries sent | acknowledged | arrived | doubles and their declared cause |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ];

    public void Add(IReadOnlyCollection<Fault> faults, int doubled, string why)
    {
        _rounds++;
        _faults += faults.Count(fault => fault.Name is not Fault.None);
        if (doubled > 0)
        {
            _doubles[why] = _doubles.GetValueOrDefault(why) + doubled;
        }
    }

    public string Row(ContinuousSender sender, DeliveryVerifier verifier)
    {
        var doubles = _doubles.Count is 0 ? "none" : string.Join("; ", _doubles.Select(cause => string.Create(CultureInfo.InvariantCulture, $"{cause.Value}: {cause.Key}")));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {seed} | {_rounds} | {_faults} | {sender.Sent.Count} | {sender.Acknowledged.Count} | {verifier.Arrived} | {doubles} |");
    }
}
