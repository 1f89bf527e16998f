using System.Threading.Channels;
using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;

namespace WebhookRelay.Telemetry;

/// <summary>
/// Writes log events on its own thread, so that logging never waits for the reader of standard output. Events that do not
/// fit into the queue are dropped, and their number is logged later.
/// </summary>
internal sealed class BackgroundSink : ILogEventSink, IDisposable
{
    /// <summary>About 25 MB of events. Standard output's own buffer holds a hundred lines.</summary>
    public const int QueuedEvents = 16_384;

    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(2);
    private static readonly MessageTemplate Dropped = new MessageTemplateParser().Parse("Log lines were dropped: {DroppedLines}. Standard output was not read fast enough");

    private readonly Channel<LogEvent> _queue;
    private readonly ILogEventSink _output;
    private readonly TimeProvider _time;
    private readonly Thread _writer;
    private long _dropped;
    private long _reported;

    /// <param name="output">The output, which may block. Disposed with this sink.</param>
    /// <param name="time">The clock for the line about dropped events.</param>
    /// <param name="capacity">How many events may wait.</param>
    public BackgroundSink(ILogEventSink output, TimeProvider time, int capacity = QueuedEvents)
    {
        (_output, _time) = (output, time);
        _queue = Channel.CreateBounded<LogEvent>(new BoundedChannelOptions(capacity) { SingleReader = true });
        _writer = new Thread(Write) { IsBackground = true, Name = "log writer" };
        _writer.Start();
        AppDomain.CurrentDomain.UnhandledException += FlushAtCrash;
    }

    /// <summary>How many events have been dropped so far.</summary>
    public long DroppedEvents => Interlocked.Read(ref _dropped);

    public void Emit(LogEvent logEvent)
    {
        if (!_queue.Writer.TryWrite(logEvent))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    /// <summary>Writes queued events for at most two seconds: an unread output must not block the process's exit.</summary>
    public void Dispose()
    {
        AppDomain.CurrentDomain.UnhandledException -= FlushAtCrash;
        Flush();
    }

    private void FlushAtCrash(object sender, UnhandledExceptionEventArgs e) => Flush();

    private void Flush()
    {
        _queue.Writer.TryComplete();
        _writer.Join(FlushTimeout);
    }

    private void Write()
    {
        var queue = _queue.Reader;
#pragma warning disable CA2012, MA0045 // A dedicated thread that may block.
        while (queue.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
#pragma warning restore CA2012, MA0045
        {
            while (queue.TryRead(out var logEvent))
            {
                _output.Emit(logEvent);
                ReportDropped();
            }
        }

        ReportDropped();
        (_output as IDisposable)?.Dispose();
    }

    private void ReportDropped()
    {
        if (DroppedEvents - _reported is > 0 and var dropped)
        {
            _reported += dropped;
            _output.Emit(new LogEvent(
                _time.GetLocalNow(), LogEventLevel.Warning, exception: null, Dropped,
                [new LogEventProperty("SourceContext", new ScalarValue(typeof(BackgroundSink).FullName)), new LogEventProperty("DroppedLines", new ScalarValue(dropped))]));
        }
    }
}
