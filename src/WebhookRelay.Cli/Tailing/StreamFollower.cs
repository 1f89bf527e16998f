using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Tailing;

/// <summary>
/// Follows the event stream. After an interruption it resumes after the last event that it handled: none is shown twice, and
/// none is missing unless the relay reports a gap.
/// </summary>
internal sealed class StreamFollower(AdminClient admin, string query, IEventSink sink, Screen screen, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>The relay sends something every 15 s; a longer silence means that the connection is dead.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(45);

    private string? _last;
    private int _left;

    public async Task<int> FollowAsync(string? after, int? count, CancellationToken cancellationToken)
    {
        (_last, _left) = (after, count ?? int.MaxValue);
        var code = ExitCode.Done;
        try
        {
            await FollowAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            code = ExitCode.Interrupted;
        }

        if (_last is not null)
        {
            screen.Notice($"To continue: --after {_last}");
        }

        return code;
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var (connected, pause, reported) = (false, FirstPause, false);
        while (_left > 0)
        {
            try
            {
                using var response = await OpenAsync(cancellationToken);
                if (reported)
                {
                    screen.Notice("The stream is connected again.");
                }

                (connected, pause, reported) = (true, FirstPause, false);
                await ReadAsync(response, cancellationToken);
            }
            catch (CommandException fault) when (connected && fault.Code is ExitCode.NotReachable or ExitCode.Failed)
            {
                // The relay is starting, or has too many followers.
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TimeoutException)
            {
                // The connection was lost.
            }

            if (_left > 0)
            {
                if (!reported)
                {
                    screen.Notice($"The stream was interrupted. Retrying until {admin.Address} responds.", LineStyle.Warning);
                    reported = true;
                }

                await Task.Delay(pause, time, cancellationToken);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private async Task<HttpResponseMessage> OpenAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"events{query}", UriKind.Relative));
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (_last is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", _last);
        }

        return await admin.OpenAsync(request, cancellationToken);
    }

    private async Task ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = new IdleTimeoutStream(await response.Content.ReadAsStreamAsync(cancellationToken), LongestSilence, time);
        await foreach (var block in ServerSentEvents.ReadAsync(stream, cancellationToken))
        {
            // Handle before moving the cursor: an interruption in between repeats the event instead of losing it.
            if (block is { Type: "gap", Data: { } gap })
            {
                sink.Gap(gap);
            }
            else if (block is { Data: { } published })
            {
                await sink.EventAsync(published, cancellationToken);
                _left--;
            }

            _last = block.Id ?? _last;
            if (_left is 0)
            {
                return;
            }
        }
    }
}
