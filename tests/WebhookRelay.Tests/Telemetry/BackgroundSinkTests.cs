using System.Collections.Concurrent;
using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Tests.Telemetry;

public sealed class BackgroundSinkTests
{
    private const int Capacity = 8;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public void Blocked_output_does_not_block_callers_and_dropped_lines_are_counted()
    {
        using var output = new Output();
        using var sink = new BackgroundSink(output, TimeProvider.System, Capacity);
        output.Close();
        sink.Emit(Line("first"));
        output.WaitUntilOneIsWriting();
        for (var i = 0; i < Capacity + 5; i++)
        {
            sink.Emit(Line($"line {i}"));
        }

        Assert.Equal(5, sink.DroppedEvents);
        output.Open();
        sink.Dispose();

        string[] expected = ["first", .. Enumerable.Range(0, Capacity).Select(i => $"line {i}")];
        Assert.Equal(expected, output.Texts.Where(text => !text.StartsWith("Log lines were dropped", StringComparison.Ordinal)));
        var warning = Assert.Single(output.Written, line => line.Level is LogEventLevel.Warning);
        Assert.Equal("Log lines were dropped: 5. Standard output was not read fast enough", warning.RenderMessage(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Pending_lines_are_written_on_dispose()
    {
        using var output = new Output();
        var sink = new BackgroundSink(output, TimeProvider.System, Capacity);
        for (var i = 0; i < Capacity; i++)
        {
            sink.Emit(Line($"line {i}"));
        }

        sink.Dispose();
        Assert.Equal(Capacity, output.Written.Count + (int)sink.DroppedEvents);
        Assert.True(output.IsDisposed);
    }

    [Fact]
    public async Task Blocked_output_does_not_prevent_exit()
    {
        using var output = new Output();
        var sink = new BackgroundSink(output, TimeProvider.System, Capacity);
        output.Close();
        sink.Emit(Line("stuck"));
        output.WaitUntilOneIsWriting();

        await Task.Run(sink.Dispose, TestContext.Current.CancellationToken).WaitAsync(Soon, TestContext.Current.CancellationToken);
        sink.Emit(Line("after the end"));
        Assert.Equal(1, sink.DroppedEvents);
    }

    private static LogEvent Line(string text) =>
        new(TimeProvider.System.GetLocalNow(), LogEventLevel.Information, exception: null, new MessageTemplateParser().Parse(text), []);

    private sealed class Output : ILogEventSink, IDisposable
    {
        private readonly ManualResetEventSlim _open = new(initialState: true);
        private readonly ManualResetEventSlim _writing = new();

        public ConcurrentQueue<LogEvent> Written { get; } = new();

        public IEnumerable<string> Texts => Written.Select(line => line.MessageTemplate.Text);

        public bool IsDisposed { get; private set; }

        public void Emit(LogEvent logEvent)
        {
            _writing.Set();
            _open.Wait();
            Written.Enqueue(logEvent);
        }

        public void Close() => _open.Reset();

        public void Open() => _open.Set();

        public void WaitUntilOneIsWriting() => Assert.True(_writing.Wait(Soon));

        public void Dispose()
        {
            _open.Set();
            IsDisposed = true;
        }
    }
}
