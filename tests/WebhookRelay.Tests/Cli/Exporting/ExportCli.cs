using System.Text;
using WebhookRelay.LabelboxTwin.Exports;
using WebhookRelay.LabelboxTwin.World;
using WebhookRelay.Tests.LabelboxApi;
using WebhookRelay.Tests.LabelboxTwin;

namespace WebhookRelay.Tests.Cli.Exporting;

/// <summary>The command <c>export</c> beside a twin. Waits pass at once.</summary>
internal sealed class ExportCli : IAsyncDisposable
{
    private readonly Folder _folder = new();

    private ExportCli(Twin twin, SkippingTimeProvider time) => (Twin, Time) = (twin, time);

    public Twin Twin { get; }

    public SkippingTimeProvider Time { get; }

    public string Project => Twin.Its<Workspace>().SeedData.Projects[0].Id;

    public ExportSettings Settings
    {
        get => Twin.Its<ExportJobs>().Settings;
        set => Twin.Its<ExportJobs>().Settings = value;
    }

    public string this[string name] => _folder[name];

    public string UserData => _folder["data"];

    public static async Task<ExportCli> StartAsync(params string[] settings)
    {
        var time = new SkippingTimeProvider();
        time.SetUtcNow(DateTimeOffset.UtcNow);
        return new ExportCli(await Twin.StartAsync(time, settings), time);
    }

    /// <summary>Runs <c>export</c> with arguments.</summary>
    public async Task<Ran> RunAsync(params string[] arguments)
    {
        var run = NewRun();
        var code = await run.RunAsync(["export", .. arguments]);
        return new Ran(code, run.Output.ToString(), run.Error.ToString(), run.Bytes.ToArray());
    }

    public CliRun NewRun(string input = "", bool isTerminal = false) => new()
    {
        Time = Time,
        UserData = UserData,
        Input = input,
        IsTerminal = isTerminal,
        Width = 80,
        ["LABELBOX_API_KEY"] = "twin-development-key",
        ["LABELBOX_ENDPOINT"] = new Uri(Twin.Client.BaseAddress!, "/graphql").ToString(),
    };

    public string[] Lines(string name) => File.ReadAllLines(this[name], Encoding.UTF8);

    public async ValueTask DisposeAsync()
    {
        await Twin.DisposeAsync();
        _folder.Dispose();
    }

    internal sealed record Ran(int Code, string Output, string Error, byte[] Bytes);
}
