namespace WebhookRelay.LoadTests.Figures;

/// <summary>What one run of one contestant gave.</summary>
/// <param name="Measure">What was measured: the title of a table.</param>
/// <param name="Contestant">Whose row it is.</param>
/// <param name="Round">Which round.</param>
/// <param name="Values">The figures by their column.</param>
/// <param name="Void">Why it does not count; null where it does.</param>
internal sealed record Result(string Measure, string Contestant, int Round, IReadOnlyList<(string Column, double Value)> Values, string? Void);
