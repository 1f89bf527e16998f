using WebhookRelay.IntegrationTests.Support;
using WebhookRelay.LoadTests.Contestants;
using WebhookRelay.LoadTests.Deliveries;
using WebhookRelay.LoadTests.Figures;
using WebhookRelay.LoadTests.Measures;

namespace WebhookRelay.LoadTests;

/// <summary>All rounds of all measures, with everybody in turn in each round.</summary>
internal sealed class Meeting(LoadOptions options)
{
    private readonly Board _board = new();

    public async Task<Board> HoldAsync()
    {
        if (options.Takes(Field.Node))
        {
            Console.WriteLine("installing the Node.js peer's packages");
            await NodeProgram.InstallAsync();
        }

        Console.WriteLine("starting Redis and RabbitMQ");
        await using var servers = await Servers.StartAsync();
        foreach (var bytes in options.Bodies)
        {
            await SendAsync(servers, bytes);
        }

        return _board;
    }

    private async Task SendAsync(Servers servers, int bytes)
    {
        using var folder = new TemporaryFolder();
        var supply = Supply.For(bytes, options.WarmUp, options.Duration);
        Console.WriteLine($"making {supply.Count} signed deliveries of {bytes} bytes");
        using var file = DeliveryFile.Create(folder.File("deliveries"), bytes, supply.Count);
        for (var round = 1; round <= options.Rounds; round++)
        {
            foreach (var contestant in InTurn(round))
            {
                if (options.Does("throughput"))
                {
                    _board.Add(await Throughput.RunAsync(servers, contestant, file, supply, connections: 64, round));
                }
            }
        }
    }

    /// <summary>Another one begins each round.</summary>
    private IEnumerable<Contestant> InTurn(int round)
    {
        var field = Field.All.Where(contestant => options.Takes(contestant.Name)).ToList();
        return field.Skip(round % Math.Max(1, field.Count)).Concat(field.Take(round % Math.Max(1, field.Count)));
    }
}
