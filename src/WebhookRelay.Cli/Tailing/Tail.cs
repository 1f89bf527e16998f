using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Tailing;

/// <summary>
/// Follows the stream of events. Where it breaks off, it goes on behind the last event it told: none is told twice, and none
/// is left out unless the relay says so by a gap.
/// </summary>
internal sealed class Tail(AdminClient admin, string query, IEventSink sink, Screen screen, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>The relay says something every 15 s; a longer silence is a connection that is dead.</summary>
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
            screen.Notice($"Go on with: --after {_last}");
        }

        return code;
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var (connected, pause, told) = (false, FirstPause, false);
        while (_left > 0)
        {
            try
            {
                using var response = await OpenAsync(cancellationToken);
                if (told)
                {
                    screen.Notice("The stream goes on.");
                }

                (connected, pause, told) = (true, FirstPause, false);
                await ReadAsync(response, cancellationToken);
            }
            catch (CommandFault fault) when (connected && fault.Code is ExitCode.NotReachable or ExitCode.Failed)
            {
                // It is starting, or too many follow it just now.
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TimeoutException)
            {
                // It broke off.
            }

            if (_left > 0)
            {
                if (!told)
                {
                    screen.Notice($"The stream broke off; trying again until {admin.Address} answers.", Tone.Warning);
                    told = true;
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
        await using var stream = new ImpatientStream(await response.Content.ReadAsStreamAsync(cancellationToken), LongestSilence, time);
        await foreach (var block in EventBlocks.ReadAsync(stream, cancellationToken))
        {
            // Told first: what is interrupted between the two is told again, and not left out.
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
