using System.Net;
using Microsoft.Extensions.Time.Testing;
using WebhookRelay.Receiving;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Receiving;

/// <summary>Limits of unverified bodies.</summary>
public sealed class InFlightBytesTests
{
    private const long Limit = 1000;
    private const long Room = 2000;

    private static readonly IPAddress One = IPAddress.Parse("203.0.113.1");
    private static readonly IPAddress Two = IPAddress.Parse("203.0.113.2");

    private readonly FakeTimeProvider _time = new();
    private readonly InFlightBytes _inFlight;

    public InFlightBytesTests()
    {
        var options = new FixedOptions<ReceivingOptions>(new ReceivingOptions { InFlightBytes = Limit, TrustedProxies = ["10.0.0.1"] });
        _inFlight = new InFlightBytes(options, new SenderNetworks(options), () => Room, _time);
    }

    [Fact]
    public void Immediate_body_can_use_everything_and_returns_it()
    {
        for (var i = 0; i < 3; i++)
        {
            using var whole = _inFlight.Begin(One);
            Assert.Null(whole.ReserveMemory(Limit));
            using var other = _inFlight.Begin(Two);
            Assert.Equal(Refusal.Busy, other.ReserveMemory(1));
        }
    }

    [Fact]
    public void Waiting_sender_is_limited_to_half_of_memory_and_a_quarter_of_disk()
    {
        using var first = Awaited(One);
        using var second = Awaited(One);
        using var other = Awaited(Two);
        Assert.Null(first.ReserveMemory(300));
        Assert.Null(second.ReserveMemory(200));
        Assert.Equal(Refusal.Share, second.ReserveMemory(1));
        Assert.Null(other.ReserveMemory(500));
        Assert.Equal(Refusal.Busy, Awaited(IPAddress.Loopback).ReserveMemory(1));

        Assert.Null(first.ReserveDisk(300));
        Assert.Null(second.ReserveDisk(200));
        Assert.Null(other.ReserveDisk(500));
        Assert.Equal(Refusal.Share, Awaited(One).ReserveDisk(Room));
        Assert.Equal(Refusal.Disk, Awaited(IPAddress.Loopback).ReserveDisk(Room));
    }

    [Fact]
    public void Bytes_held_before_waiting_count()
    {
        using var body = _inFlight.Begin(One);
        Assert.Null(body.ReserveMemory(400));
        body.MarkWaiting(static () => { });
        Assert.Equal(Refusal.Share, body.ReserveMemory(101));
        Assert.Null(body.ReserveMemory(100));
    }

    [Fact]
    public void Verified_body_leaves_every_share()
    {
        using var first = Awaited(One);
        Assert.Null(first.ReserveMemory(500));
        Assert.Null(first.ReserveDisk(500));
        first.MarkVerified();

        using var second = Awaited(One);
        Assert.Null(second.ReserveMemory(500));
        Assert.Null(second.ReserveDisk(500));
        Assert.Equal(Refusal.Busy, Awaited(Two).ReserveMemory(1));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.1")]
    public void Shared_proxy_can_use_everything(string proxy)
    {
        using var body = Awaited(IPAddress.Parse(proxy));

        Assert.Null(body.ReserveMemory(Limit));
        Assert.Null(body.ReserveDisk(Room / 2));
    }

    [Fact]
    public void Slowest_body_is_aborted_once_known_to_be_slow()
    {
        var woken = new List<string>();
        using var slow = Awaited(One, () => woken.Add("slow"));
        using var slowest = Awaited(Two, () => woken.Add("slowest"));
        Assert.Null(slow.ReserveMemory(500));
        Assert.Null(slowest.ReserveMemory(500));
        slow.AddReceived(500);
        slowest.AddReceived(400);
        using var other = _inFlight.Begin(IPAddress.Loopback);
        Assert.Equal(Refusal.Busy, other.ReserveMemory(100));

        _time.Advance(InFlightBytes.GracePeriod);
        Assert.Null(other.ReserveMemory(100));
        Assert.Equal(["slowest"], woken);
        Assert.True(slowest.IsAborted);
        Assert.Equal(Refusal.CutOff, slowest.ReserveMemory(1));
        slowest.Release(500);

        // The bytes of the aborted body are released once, not again when it ends.
        Assert.Null(other.ReserveMemory(400));
        slowest.Dispose();
        Assert.Null(other.ReserveMemory(100));
        Assert.Equal(["slowest", "slow"], woken);
    }

    [Fact]
    public void Fast_and_complete_bodies_are_not_aborted()
    {
        using var fast = Awaited(One, () => Assert.Fail("The fast one was cut."));
        using var whole = Awaited(Two, () => Assert.Fail("The whole one was cut."));
        Assert.Null(fast.ReserveMemory(500));
        Assert.Null(whole.ReserveMemory(500));
        whole.MarkVerified();
        _time.Advance(TimeSpan.FromSeconds(60));
        fast.AddReceived((long)(InFlightBytes.SlowBytesPerSecond * 61));

        Assert.Equal(Refusal.Busy, _inFlight.Begin(IPAddress.Loopback).ReserveMemory(1));
        Assert.False(_inFlight.TryAbortSlowest(sender: null));
    }

    [Fact]
    public void Sender_aborts_only_its_own_slow_body()
    {
        using var own = Awaited(One);
        using var other = Awaited(Two, () => Assert.Fail("The body of another was cut."));
        Assert.Null(own.ReserveMemory(500));
        Assert.Null(other.ReserveMemory(400));
        _time.Advance(InFlightBytes.GracePeriod);

        using var more = Awaited(One);
        Assert.Null(more.ReserveMemory(500));
        Assert.True(own.IsAborted);
    }

    private BodyReservation Awaited(IPAddress address, Action? wake = null)
    {
        var body = _inFlight.Begin(address);
        body.MarkWaiting(wake ?? (static () => { }));
        return body;
    }
}
