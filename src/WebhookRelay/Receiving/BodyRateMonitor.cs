using System.IO.Pipelines;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using MinDataRate = Microsoft.AspNetCore.Server.Kestrel.Core.MinDataRate;

namespace WebhookRelay.Receiving;

/// <summary>
/// Measures Kestrel's limit of how slowly a body may come anew for every stretch of it. Kestrel measures from the first
/// byte on: that a sender which was fast has stopped, it would notice after days.
/// </summary>
internal sealed class BodyRateMonitor(HttpRequest request, BodyReservation reservation, TimeProvider time) : IDisposable
{
    /// <summary>Long enough for a connection to get over packets that are lost several times: the sender tries once.</summary>
    private static readonly TimeSpan MeasurePeriod = TimeSpan.FromSeconds(30);

    private readonly PipeReader _reader = request.BodyReader;
    private readonly MinDataRate? _limit = request.HttpContext.Features.Get<IHttpMinRequestBodyDataRateFeature>()?.MinDataRate;
    private ITimer? _timer;
    private TimeSpan _left = MeasurePeriod;
    private long _received;

    /// <exception cref="BadHttpRequestException">The body broke off, or came too slowly.</exception>
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
        throw new BadHttpRequestException("The body comes too slowly.", StatusCodes.Status408RequestTimeout);
    }

    public void Dispose() => _timer?.Dispose();
}
