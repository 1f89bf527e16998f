using System.CommandLine;
using WebhookRelay.LoadTests.Contestants;
using WebhookRelay.LoadTests.Figures;

namespace WebhookRelay.LoadTests;

/// <summary>What can be asked for.</summary>
internal static class CommandLine
{
    /// <summary>What a shell calls a command that Ctrl+C has ended.</summary>
    private const int Interrupted = 130;

    /// <summary>After Ctrl+C the run under way ends, with its servers, and what was measured before is told.</summary>
    private static readonly TimeSpan RunEndsWithin = TimeSpan.FromMinutes(2);

    public static Task<int> RunAsync(string[] args)
    {
        var standard = new LoadOptions();
        var contestants = Several("--contestant", $"who takes part; may be given several times: {string.Join("; ", standard.Contestants)}", standard.Contestants);
        var measures = Several("--measure", $"what is measured; may be given several times: {string.Join(", ", LoadOptions.EveryMeasure)}", standard.Measures);
        var bodies = new Option<int[]>("--body") { Description = "bytes of a body; may be given several times: 4700, 50000, 1000000" };
        var rounds = new Option<int?>("--rounds") { Description = "how often everything is measured, in turn (3)" };
        var seconds = new Option<int?>("--seconds") { Description = "how long one sending takes (10)" };
        var settled = new Option<int?>("--settled") { Description = "settled entries of the large ledger (10000000)" };
        var quick = new Option<bool>("--quick") { Description = "one short round: shows that everything runs, gives no figures to quote" };
        var command = new RootCommand("Measures WebhookRelay beside what people would use instead, with private Redis and RabbitMQ servers, and prints tables.")
        {
            contestants, measures, bodies, rounds, seconds, settled, quick,
        };
        command.SetAction(async (parse, cancellationToken) =>
        {
            // Ctrl+C and SIGTERM are listened to once this waits for the first time.
            await Task.Yield();
            var options = parse.GetValue(quick) ? standard.Quick() : standard;
            options = options with
            {
                Contestants = parse.GetValue(contestants) is { Length: > 0 } names ? names : options.Contestants,
                Measures = parse.GetValue(measures) is { Length: > 0 } chosen ? chosen : options.Measures,
                Bodies = parse.GetValue(bodies) is { Length: > 0 } sizes ? sizes : options.Bodies,
                Rounds = parse.GetValue(rounds) ?? options.Rounds,
                Duration = parse.GetValue(seconds) is { } given ? TimeSpan.FromSeconds(given) : options.Duration,
                Settled = parse.GetValue(settled) ?? options.Settled,
            };
            if (await RequiredTools.MissingAsync(options) is { } missing)
            {
                await Console.Error.WriteLineAsync(missing);
                return 1;
            }

            await using var told = cancellationToken.Register(() => Console.Error.WriteLine("the run under way is the last one"));
            var board = new ResultBoard();
            await new BenchmarkSession(options, board, cancellationToken).HoldAsync();
            Console.WriteLine();
            Console.WriteLine(board.Tables());
            Console.WriteLine(new Targets(board, options).Table());
            return cancellationToken.IsCancellationRequested ? Interrupted : 0;
        });
        return command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = RunEndsWithin });
    }

    private static Option<string[]> Several(string name, string description, IReadOnlyList<string> known)
    {
        var option = new Option<string[]>(name) { Description = description };
        option.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, [.. known]);
        return option;
    }
}
