using Microsoft.Extensions.Time.Testing;
using WebhookRelay.Deduplication;

namespace WebhookRelay.Tests.Deduplication;

public sealed class ProcessPauseDetectorTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(2.9)]
    public void Failure_within_the_deadline_is_final(double seconds)
    {
        var patience = new ProcessPauseDetector(_time, Deadline);
        _time.Advance(TimeSpan.FromSeconds(seconds));
        Assert.True(patience.ShouldGiveUp());
    }

    [Fact]
    public void Process_pause_grants_one_more_deadline()
    {
        var patience = new ProcessPauseDetector(_time, Deadline);
        _time.Advance(TimeSpan.FromSeconds(8));
        Assert.False(patience.ShouldGiveUp());
        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(patience.ShouldGiveUp());
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(patience.ShouldGiveUp());
    }
}
