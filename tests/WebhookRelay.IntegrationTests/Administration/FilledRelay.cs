using WebhookRelay.Benchmarks;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Administration;

/// <summary>Tests that share one filled ledger, because they do not change it.</summary>
[CollectionDefinition(Name)]
public sealed class FilledRelayCollection : ICollectionFixture<FilledRelay>
{
    public const string Name = "One filled ledger";
}

/// <summary>A relay whose ledger holds 100,000 deliveries, with Redis, RabbitMQ and three queues.</summary>
public sealed class FilledRelay : IAsyncLifetime
{
    public const int Count = 100_000;

    private readonly TemporaryFolder _folder = new();
    private RabbitMqServer? _rabbit;
    private RedisServer? _redis;
    private RelayFixture? _line;
    private Admin? _admin;

    internal DateTimeOffset From { get; } = new(DateTimeOffset.UtcNow.Date.AddDays(-2), TimeSpan.Zero);

    internal RelayFixture Line => _line!;

    internal RelayProcess Relay => _line!.Relay;

    internal Admin Admin => _admin!;

    /// <summary>A queue with the updated labels of every project.</summary>
    internal EventQueue Updated => Line.Queue;

    /// <summary>A queue with every label of project 3.</summary>
    internal EventQueue Third { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var ledger = _folder.File("ledger");
        var filling = Task.Run(() => LedgerFill.FillAsync(ledger, Count, FilledEntries.Make, From, FilledEntries.Apart));
        _redis = await RedisServer.StartAsync();
        _rabbit = await RabbitMqServer.StartAsync();
        await filling;
        _line = await RelayFixture.OpenAsync(
            _rabbit, _redis, "label.updated.*",
            ("Ledger__Path", ledger),
            ("Publishing__RabbitMqManagement", _rabbit.ManagementUri),
            ("Subscribers__third__Projects__0", "project-03"),
            ("Serilog__MinimumLevel__Default", "Information"));
        await _line.Relay.HealthShowsAsync("subscriber:third", "up");
        Third = _line.Existing("third");
        _admin = new Admin(Relay);
    }

    public async ValueTask DisposeAsync()
    {
        _admin?.Dispose();
        await (_line?.DisposeAsync() ?? default);
        await (_redis?.DisposeAsync() ?? default);
        await (_rabbit?.DisposeAsync() ?? default);
        _folder.Dispose();
    }
}
