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
    public void A_question_that_fails_within_its_deadline_ends_it(double seconds)
    {
        var patience = new ProcessPauseDetector(_time, Deadline);
        _time.Advance(TimeSpan.FromSeconds(seconds));
        Assert.True(patience.ShouldGiveUp());
    }

    [Fact]
    public void After_a_standstill_of_our_own_there_is_one_more_deadline()
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
