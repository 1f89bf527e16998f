using System.IO.Pipelines;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using MinDataRate = Microsoft.AspNetCore.Server.Kestrel.Core.MinDataRate;

namespace WebhookRelay.Receiving;

/// <summary>
/// Enforces Kestrel's minimum body data rate for each period of a request. Kestrel itself averages from the first byte, so
/// a fast sender that stops would be noticed only after days.
/// </summary>
internal sealed class BodyRateMonitor(HttpRequest request, BodyReservation reservation, TimeProvider time) : IDisposable
{
    /// <summary>Long enough for a connection to recover from repeated packet loss: Labelbox documents no retry.</summary>
    private static readonly TimeSpan MeasurePeriod = TimeSpan.FromSeconds(30);

    private readonly PipeReader _reader = request.BodyReader;
    private readonly MinDataRate? _limit = request.HttpContext.Features.Get<IHttpMinRequestBodyDataRateFeature>()?.MinDataRate;
    private ITimer? _timer;
    private TimeSpan _left = MeasurePeriod;
    private long _received;

    /// <exception cref="BadHttpRequestException">The body ended early or arrived too slowly.</exception>
    public async ValueTask<ReadResult> ReadAsync()
    {
        var reading = _reader.ReadAsync(request.HttpContext.RequestAborted);
        if (!reading.IsCompleted && reservation.Wake is null)
        {
            reservation.MarkWaiting(_reader.CancelPendingRead);
        }

        if (_limit is null || reading.IsCompleted)
        {
            return await reading;
        }

        _timer ??= time.CreateTimer(reader => ((PipeReader)reader!).CancelPendingRead(), _reader, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(_left, Timeout.InfiniteTimeSpan);
        var began = time.GetTimestamp();
        var result = await reading;
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        (_left, _received) = (_left - time.GetElapsedTime(began), _received + result.Buffer.Length);
        if (_received >= _limit.BytesPerSecond * MeasurePeriod.TotalSeconds)
        {
            (_left, _received) = (MeasurePeriod, 0);
        }

        if (_left > TimeSpan.Zero)
        {
            return result;
        }

        _reader.AdvanceTo(result.Buffer.End);
        throw new BadHttpRequestException("The body arrives too slowly.", StatusCodes.Status408RequestTimeout);
    }

    public void Dispose() => _timer?.Dispose();
}
