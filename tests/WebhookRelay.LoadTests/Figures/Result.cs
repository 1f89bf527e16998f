namespace WebhookRelay.LoadTests.Figures;

/// <summary>The result of one run of one contestant.</summary>
/// <param name="Measure">The measure, which is the title of a table.</param>
/// <param name="Contestant">The contestant, which is a row of the table.</param>
/// <param name="Round">The number of the round.</param>
/// <param name="Values">The values by column.</param>
/// <param name="Void">Why the result is void; null if it is valid.</param>
internal sealed record Result(string Measure, string Contestant, int Round, IReadOnlyList<(string Column, double Value)> Values, string? Void);
