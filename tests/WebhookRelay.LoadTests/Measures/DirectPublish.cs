using System.Globalization;
using System.Text.RegularExpressions;
using WebhookRelay.IntegrationTests.Support;
using WebhookRelay.LoadTests.Contestants;
using WebhookRelay.LoadTests.Deliveries;
using WebhookRelay.LoadTests.Figures;
using WebhookRelay.LoadTests.Sending;

namespace WebhookRelay.LoadTests.Measures;

/// <summary>The broker's rate with its plain client, which is the baseline for the relay.</summary>
internal static partial class DirectPublish
{
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(60);
    private static readonly Contestant NoContestant = new(ContestantList.DirectKey, ContestantList.DirectPublish, _ => throw new InvalidOperationException("It takes no deliveries."));

    /// <summary>Publishes a range, within a time limit.</summary>
    public static async Task<Result> RunAsync(Servers servers, DeliveryFile file, DeliveryRange range, TimeSpan longest, string measure, int round)
    {
        await using var benchmark = await BenchmarkRun.PrepareAsync(servers, NoContestant);
        var answers = Path.Combine(benchmark.Folder, "answers");
        var order = new DirectPublishArguments(benchmark.AmqpUri, file.Path, file.Length, file.BodyOffset, range.First, range.Count, longest, answers);
        var rabbit = ProcessTree.Cpu(servers.Rabbit.Id);
        await using var process = ServerProcess.Start("dotnet", [typeof(DirectPublish).Assembly.Location, .. order.ToArguments()]);
        await process.ExitAsync(longest + EndsWithin);
        var summary = Summary().Match(string.Join('\n', process.Output));
        Assert.True(summary.Success, string.Join('\n', process.Output));
        var confirmed = Answers.Read(answers).ToList();
        var seconds = Number(summary, "duration") / 1e6;
        (string, double)[] values =
        [
            (Column.Confirmed, confirmed.Count / seconds),
            (Column.Own, Number(summary, "cpu") / confirmed.Count),
            (Column.Rabbit, (ProcessTree.Cpu(servers.Rabbit.Id) - rabbit).TotalMicroseconds / confirmed.Count),
        ];
        return new Result(measure, ContestantList.DirectPublish, round, values, Verdict.Of(confirmed, await benchmark.Queue.TakeAllAsync(), range));
    }

    private static double Number(Match summary, string group) => double.Parse(summary.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex("sent: (?<duration>[0-9]+) us, (?<cpu>[0-9]+) us CPU", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Summary();
}
