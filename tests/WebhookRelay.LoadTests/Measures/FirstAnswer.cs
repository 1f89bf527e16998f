using System.Globalization;
using System.Net.Sockets;
using WebhookRelay.LoadTests.Contestants;
using WebhookRelay.LoadTests.Deliveries;
using WebhookRelay.LoadTests.Figures;
using WebhookRelay.LoadTests.Sending;

namespace WebhookRelay.LoadTests.Measures;

/// <summary>The time from process start to the first 200, with unsettled entries in the ledger.</summary>
internal static class FirstAnswer
{
    private static readonly TimeSpan TriesEvery = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan GivesUpAfter = TimeSpan.FromSeconds(60);

    public static string Title(int unsettled) => string.Create(CultureInfo.InvariantCulture, $"Start to first 200, with {unsettled:N0} unsettled entries");

    public static async Task<Result> RunAsync(Servers servers, DeliveryFile file, int unsettled, int round)
    {
        await using var benchmark = await BenchmarkRun.PrepareAsync(servers, ContestantList.Named(ContestantList.Durable));
        await UnsettledLedger.FillAsync(benchmark, file, unsettled);
        var request = new byte[file.Length];
        file.Read(unsettled, request);
        using var deadline = new CancellationTokenSource(GivesUpAfter);
        var started = TimeProvider.System.GetTimestamp();
        benchmark.Start();
        while (await StatusAsync(benchmark.Port, request, deadline.Token) is not 200)
        {
            await Task.Delay(TriesEvery, deadline.Token);
        }

        var took = TimeProvider.System.GetElapsedTime(started);
        return new Result(Title(unsettled), ContestantList.Durable, round, [(Column.Seconds, took.TotalSeconds)], Void: null);
    }

    private static async Task<int> StatusAsync(int port, byte[] request, CancellationToken cancellationToken)
    {
        try
        {
            using var line = new HttpConnection(port);
            return (await line.SendAsync(request, cancellationToken)).Status;
        }
        catch (SocketException)
        {
            return 0;
        }
    }
}
