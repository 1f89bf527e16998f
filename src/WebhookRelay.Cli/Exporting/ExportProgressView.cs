using WebhookRelay.Cli.Output;
using WebhookRelay.Labelbox.Exports;

namespace WebhookRelay.Cli.Exporting;

/// <summary>
/// Shows what an export is doing on the standard error: one line that changes on a terminal, elsewhere a line at every step and
/// at intervals, and with <c>--json</c> an event for each.
/// </summary>
internal sealed class ExportProgressView : IProgress<ExportProgress>, IDisposable
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RedrawInterval = TimeSpan.FromMilliseconds(250);

    private readonly CliContext _context;
    private readonly Screen _screen;
    private readonly bool _json;
    private readonly bool _isLive;
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private ProgressState? _state;
    private bool _isLineShown;

    public ExportProgressView(CliContext context, Screen screen, bool json)
    {
        (_context, _screen, _json) = (context, screen, json);
        _isLive = !json && screen.CanAnimate && !string.Equals(context.Variable("TERM"), "dumb", StringComparison.Ordinal);
        var interval = _isLive ? RedrawInterval : LineInterval;
        _timer = context.Time.CreateTimer(static view => ((ExportProgressView)view!).Repeat(), this, interval, interval);
    }

    public void Report(ExportProgress value)
    {
        lock (_gate)
        {
            var isStep = _state is null || !_state.IsSameStep(value) || !string.Equals(_state.Last.TaskId ?? value.TaskId, value.TaskId, StringComparison.Ordinal)
                || !string.Equals(_state.Last.Message, value.Message, StringComparison.Ordinal);
            _state = isStep ? new ProgressState(value, _context.Time) : _state!.With(value);
            if (isStep)
            {
                Show();
            }
        }
    }

    /// <summary>Keeps the id of a task on the terminal. Elsewhere, the lines have it.</summary>
    public void Accepted(string taskId)
    {
        lock (_gate)
        {
            if (_isLive)
            {
                Clear();
                _screen.Notice($"Labelbox accepted the export: task {taskId}");
            }
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_gate)
        {
            Clear();
            _state = null;
        }
    }

    private void Repeat()
    {
        lock (_gate)
        {
            if (_state is not null)
            {
                Show();
            }
        }
    }

    private void Show()
    {
        if (_json)
        {
            _screen.JsonNotice(_state!.Write);
        }
        else if (_isLive)
        {
            var text = TerminalSanitizer.Sanitize(_state!.Text);
            _context.Error.Write($"\r\e[K{text[..Math.Min(text.Length, Math.Max(1, _context.Width - 1))]}");
            _isLineShown = true;
        }
        else
        {
            _screen.Notice(_state!.Text);
        }
    }

    private void Clear()
    {
        if (_isLineShown)
        {
            _context.Error.Write("\r\e[K");
            _isLineShown = false;
        }
    }
}
