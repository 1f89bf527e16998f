using System.Text;
using Microsoft.Extensions.DependencyInjection;
using WebhookRelay.Labelbox.Api;
using WebhookRelay.Labelbox.Exports;
using WebhookRelay.LabelboxTwin.Exports;
using WebhookRelay.Tests.LabelboxApi;
using WebhookRelay.Tests.LabelboxTwin;

namespace WebhookRelay.Tests.Labelbox.Exports;

/// <summary>A client of a twin's exports. By default, waits take no real time.</summary>
internal sealed class ExportClient : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private ExportClient(Twin twin, TimeProvider time, Action<LabelboxExportOptions>? configure)
    {
        Twin = twin;
        var services = new ServiceCollection().AddSingleton(time);
        services.AddLabelboxClient(options =>
        {
            SkippingTimeProvider.Deadlines(options);
            options.ApiKey = "twin-development-key";
            options.Endpoint = new Uri(twin.Client.BaseAddress!, "/graphql");
        });
        services.AddLabelboxExports().Configure(configure ?? (_ => { }));
        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    public Twin Twin { get; }

    public ILabelboxExports Exports => Its<ILabelboxExports>();

    public ExportJobs Jobs => Twin.Its<ExportJobs>();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static Task<ExportClient> StartAsync(Action<LabelboxExportOptions>? configure = null, params string[] settings) =>
        StartAsync(new SkippingTimeProvider(), configure, settings);

    public static async Task<ExportClient> StartAsync(TimeProvider time, Action<LabelboxExportOptions>? configure, params string[] settings) =>
        new(await Twin.StartAsync(time, settings), time, configure);

    public T Its<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Runs an export to its end.</summary>
    public async Task<Exported> RunAsync(ExportRequest request, IProgress<ExportProgress>? progress = null)
    {
        List<string> rows = [];
        List<string> errors = [];
        var summary = await Exports.ExportAsync(request, (row, _) => AddAsync(row, rows), (row, _) => AddAsync(row, errors), progress, Cancelled);
        return new Exported(rows, errors, summary);
    }

    public static async Task<List<string>> ReadAsync(IAsyncEnumerable<ExportRow> from)
    {
        List<string> lines = [];
        await foreach (var row in from)
        {
            await AddAsync(row, lines);
        }

        return lines;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Twin.DisposeAsync();
    }

    private static async ValueTask AddAsync(ExportRow row, List<string> to)
    {
        using var reader = new StreamReader(row.OpenRead(), Encoding.UTF8);
        to.Add(await reader.ReadToEndAsync(Cancelled));
    }
}

internal sealed record Exported(List<string> Rows, List<string> Errors, ExportSummary Summary);

/// <summary>Keeps what is reported, in order.</summary>
/// <param name="onReport">Called for each, before the export continues.</param>
internal sealed class Reports(Action<ExportProgress>? onReport = null) : IProgress<ExportProgress>
{
    private readonly Lock _gate = new();
    private readonly List<ExportProgress> _all = [];

    public IReadOnlyList<ExportProgress> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _all];
            }
        }
    }

    public void Report(ExportProgress value)
    {
        lock (_gate)
        {
            _all.Add(value);
        }

        onReport?.Invoke(value);
    }
}
