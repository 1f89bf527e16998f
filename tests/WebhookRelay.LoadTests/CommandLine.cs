using System.CommandLine;
using WebhookRelay.LoadTests.Contestants;
using WebhookRelay.LoadTests.Figures;

namespace WebhookRelay.LoadTests;

/// <summary>The command-line options.</summary>
internal static class CommandLine
{
    /// <summary>The exit code that shells use for a command ended by Ctrl+C.</summary>
    private const int Interrupted = 130;

    /// <summary>After Ctrl+C the current run and its servers stop, and the results so far are printed.</summary>
    private static readonly TimeSpan RunEndsWithin = TimeSpan.FromMinutes(2);

    public static Task<int> RunAsync(string[] args)
    {
        var standard = new LoadOptions();
        var contestants = Several("--contestant", $"a contestant to measure, repeatable: {string.Join("; ", standard.Contestants)}", standard.Contestants);
        var measures = Several("--measure", $"a measure to run, repeatable: {string.Join(", ", LoadOptions.EveryMeasure)}", standard.Measures);
        var bodies = new Option<int[]>("--body") { Description = "a body size in bytes, repeatable: 4700, 50000, 1000000" };
        var rounds = new Option<int?>("--rounds") { Description = "the number of rounds (3)" };
        var seconds = new Option<int?>("--seconds") { Description = "the duration of one run (10)" };
        var settled = new Option<int?>("--settled") { Description = "the number of settled entries in the large ledger (10000000)" };
        var quick = new Option<bool>("--quick") { Description = "one short round, to check that everything runs; its figures mean nothing" };
        var command = new RootCommand("Measures WebhookRelay and its alternatives with private Redis and RabbitMQ servers, and prints tables.")
        {
            contestants, measures, bodies, rounds, seconds, settled, quick,
        };
        command.SetAction(async (parse, cancellationToken) =>
        {
            // Ctrl+C and SIGTERM are handled from the first wait on.
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

            await using var registration = cancellationToken.Register(() => Console.Error.WriteLine("stopping after the current run"));
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
