using WebhookRelay.IntegrationTests.Support;
using WebhookRelay.LoadTests.Contestants;
using WebhookRelay.LoadTests.Deliveries;
using WebhookRelay.LoadTests.Figures;
using WebhookRelay.LoadTests.Measures;

namespace WebhookRelay.LoadTests;

/// <summary>Runs all rounds of all measures. Each round runs all contestants in turn.</summary>
/// <param name="options">The contestants and measures to run.</param>
/// <param name="board">Collects the results.</param>
/// <param name="ending">After it, no further run starts.</param>
internal sealed class BenchmarkSession(LoadOptions options, ResultBoard board, CancellationToken ending)
{
    /// <summary>The body size of the measures that use a single size.</summary>
    private const int UsualBytes = 4_700;

    private const int Connections = 64;
    private const int BurstConnections = 256;

    public async Task HoldAsync()
    {
        if (options.NeedsServers)
        {
            await HoldWithServersAsync();
        }

        if (options.Does(LoadOptions.Ledger) && !ending.IsCancellationRequested)
        {
            try
            {
                await new LargeLedger(options.Settled, board, ending).RunAsync(options.Rounds);
            }
            catch (Exception e)
            {
                board.Add(new Result(LargeLedger.Title, LargeLedger.Full(options.Settled), options.Rounds, [], e.Message));
            }
        }

        if (options.Does(LoadOptions.Export) && !ending.IsCancellationRequested)
        {
            try
            {
                await new ExportDownload(options.ExportBytes, board, ending).RunAsync(options.Rounds);
            }
            catch (Exception e)
            {
                board.Add(new Result(ExportDownload.Title(options.ExportBytes), ExportDownload.Tool, options.Rounds, [], e.Message));
            }
        }
    }

    private async Task HoldWithServersAsync()
    {
        if (ContestantList.All.Any(contestant => contestant.IsRelay && options.Takes(contestant)))
        {
            Console.WriteLine("publishing the relay");
            await RelayProgram.PublishAsync();
        }

        if (options.Takes("node"))
        {
            Console.WriteLine("installing the Node.js peer's packages");
            await NodeProgram.InstallAsync();
        }

        Console.WriteLine("starting Redis and RabbitMQ");
        await using var servers = await Servers.StartAsync();
        foreach (var bytes in options.Bodies.Where(bytes => bytes is UsualBytes || options.Does("throughput")))
        {
            if (ending.IsCancellationRequested)
            {
                return;
            }

            await HoldAsync(servers, bytes);
        }
    }

    private async Task HoldAsync(Servers servers, int bytes)
    {
        using var folder = new TemporaryFolder();
        var supply = Supply.For(bytes, options.WarmUp, options.Duration);
        var count = bytes is UsualBytes ? Math.Max(supply.Count, Math.Max(options.Backlog, options.Unsettled) + 1) : supply.Count;
        Console.WriteLine($"generating {count} signed deliveries of {bytes} bytes");
        using var file = DeliveryFile.Create(folder.File("deliveries"), bytes, count);
        for (var round = 1; round <= options.Rounds; round++)
        {
            foreach (var contestant in InTurn(round))
            {
                await MeetAsync(servers, contestant, file, supply, round);
            }

            await MeasureWithoutConsumerAsync(servers, file, supply, round);
        }
    }

    private async Task MeetAsync(Servers servers, Contestant contestant, DeliveryFile file, Supply supply, int round)
    {
        if (options.Does("throughput"))
        {
            await AddAsync(Throughput.Title(file.Size, Connections), contestant.Name, round, () => Throughput.RunAsync(servers, contestant, file, supply, Connections, round));
        }

        if (file.BodyBytes is not UsualBytes)
        {
            return;
        }

        if (options.Does("burst"))
        {
            await AddAsync(Throughput.Title(file.Size, BurstConnections), contestant.Name, round, () => Throughput.RunAsync(servers, contestant, file, supply, BurstConnections, round));
        }

        foreach (var rate in options.Does("latency") ? options.Rates : [])
        {
            await AddAsync(Latency.Title(file.Size, rate), contestant.Name, round, () => Latency.RunAsync(servers, contestant, file, supply, rate, round));
        }

        if (options.Does("away") && contestant.Name is (ContestantList.Durable or ContestantList.Kestrel))
        {
            await AddAsync(BrokerOutage.Title, contestant.Name, round, () => BrokerOutage.RunAsync(servers, contestant, file, supply, round));
        }

        if (contestant.Name is not ContestantList.Durable)
        {
            return;
        }

        if (options.Does("backlog"))
        {
            await AddAsync(Backlog.Title(options.Backlog), contestant.Name, round, () => Backlog.RunAsync(servers, file, options.Backlog, round));
        }

        if (options.Does("start"))
        {
            await AddAsync(FirstAnswer.Title(options.Unsettled), contestant.Name, round, () => FirstAnswer.RunAsync(servers, file, options.Unsettled, round));
        }
    }

    /// <summary>The broker's own limit, without a receiver in front.</summary>
    private async Task MeasureWithoutConsumerAsync(Servers servers, DeliveryFile file, Supply supply, int round)
    {
        if (!options.Takes(ContestantList.DirectKey))
        {
            return;
        }

        if (options.Does("throughput"))
        {
            var measure = Throughput.Title(file.Size, Connections);
            await AddAsync(measure, ContestantList.DirectPublish, round, () => DirectPublish.RunAsync(servers, file, supply.Measured, supply.Duration, measure, round));
        }

        if (options.Does("backlog") && file.BodyBytes is UsualBytes)
        {
            await AddAsync(Backlog.Title(options.Backlog), ContestantList.DirectPublish, round, () => Backlog.RunDirectAsync(servers, file, options.Backlog, round));
        }
    }

    /// <summary>A failed run is void. The others continue.</summary>
    private async Task AddAsync(string measure, string contestant, int round, Func<Task<Result>> run)
    {
        if (ending.IsCancellationRequested)
        {
            return;
        }

        try
        {
            board.Add(await run());
        }
        catch (Exception e)
        {
            board.Add(new Result(measure, contestant, round, [], e.Message));
        }
    }

    /// <summary>Each round starts with a different contestant.</summary>
    private IEnumerable<Contestant> InTurn(int round)
    {
        var field = ContestantList.All.Where(options.Takes).ToList();
        var first = round % Math.Max(1, field.Count);
        return field.Skip(first).Concat(field.Take(first));
    }
}
