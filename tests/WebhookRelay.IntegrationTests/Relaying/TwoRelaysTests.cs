using System.Text;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Relaying;

/// <summary>
/// Two relays on one Redis and one broker. A proxy holds the first at a named point of its pipeline, recognised by the bytes
/// of the step. It is then paused beyond its lease, or killed, while the second gets the same delivery.
/// </summary>
public sealed class TwoRelaysTests(SharedServers servers)
{
    private static readonly TimeSpan LongerThanTheLease = TimeSpan.FromSeconds(8);

    /// <summary>Class and method of <c>basic.ack</c>, as AMQP 0-9-1 numbers them.</summary>
    private static ReadOnlySpan<byte> BasicAck => [0, 60, 0, 80];

    /// <summary>The point where the first relay is held, and the maximum number of messages.</summary>
    public static TheoryData<HoldAt, bool, int> Points() => new()
    {
        { HoldAt.Claimed, true, 1 },
        { HoldAt.Claimed, false, 1 },
        { HoldAt.Publishing, true, 2 },
        { HoldAt.Publishing, false, 2 },
        { HoldAt.Published, true, 2 },
        { HoldAt.Published, false, 2 },
        { HoldAt.Committing, true, 2 },
        { HoldAt.Committing, false, 2 },
        { HoldAt.Committed, true, 1 },
        { HoldAt.Committed, false, 1 },
    };

    [Theory]
    [MemberData(nameof(Points))]
    public async Task No_event_is_lost_and_duplicates_occur_only_where_allowed(HoldAt point, bool kill, int atMost)
    {
        await using var redis = new TcpProxy(servers.Redis.Port);
        await using var rabbit = new TcpProxy(servers.Rabbit.Port);
        (string, string)[] quick = [("Deduplication__Lease", "00:00:04"), ("Publishing__Deadline", "00:00:02")];
        await using var line = await RelayFixture.OpenAsync(servers.Rabbit, servers.Redis, quick);
        await using var first = await line.AnotherRelayAsync(
            ("Deduplication__Redis", line.Setting("Deduplication__Redis").Replace($":{servers.Redis.Port}", $":{redis.Port}", StringComparison.Ordinal)),
            ("Publishing__RabbitMq", line.Setting("Publishing__RabbitMq").Replace($":{servers.Rabbit.Port}", $":{rabbit.Port}", StringComparison.Ordinal)));
        Assert.Equal((200, "accepted"), await first.SendAsync(SamplePayloads.V2("row-warm"), "warm"));
        await line.Queue.ReadAsync(1);
        await first.EndsAsync("warm", "Relayed");

        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Arm(point, redis, rabbit, () =>
        {
            // Pause here and not in the test: if that came late, the first relay would have given up the step.
            ServerProcess.Signal(first.Id, kill ? ServerProcess.SigKill : ServerProcess.SigStop);
            held.TrySetResult();
        });
        var answer = first.SendAsync(SamplePayloads.V2("row-1"), "the-one");
        await held.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        if (kill)
        {
            await first.KillAsync();
            redis.Cut();
            rabbit.Cut();
            // Its response may not have been sent, but it relays what is in its ledger.
            await Task.WhenAny(answer);
            Assert.True(answer.IsFaulted || await answer is (200, "accepted"));
        }
        else
        {
            await first.PauseAsync();
        }

        foreach (var proxy in (TcpProxy[])[redis, rabbit])
        {
            proxy.Watch = null;
            proxy.Release(Direction.ToServer);
            proxy.Release(Direction.ToClient);
        }

        Assert.Equal((200, "accepted"), await line.SendAsync(SamplePayloads.V2("row-1"), "the-one"));
        await line.Relay.EndedAsync(1);
        if (kill)
        {
            await first.StartAgainAsync();
        }
        else
        {
            // The test needs a wait beyond the lease.
            await Task.Delay(LongerThanTheLease, TestContext.Current.CancellationToken);
            first.Resume();
            Assert.Equal((200, "accepted"), await answer);
        }

        await first.WaitForLogAsync(text => text.Contains("\"the-one\"", StringComparison.Ordinal) && text.Contains("\"Outcome\"", StringComparison.Ordinal), what: "the first relay ends its entry");
        await line.AcceptedAsync(SamplePayloads.V2("row-last"), "last");
        await line.Relay.EndsAsync("last", "Relayed");
        var arrived = (await line.Queue.ReadAllAsync()).Where(message => message.Id is "the-one").ToList();
        Assert.InRange(arrived.Count, 1, atMost);
        Assert.Single(arrived.Select(message => message.Properties.MessageId).Distinct(StringComparer.Ordinal));
    }

    /// <summary>Makes the proxy hold the bytes of the step, and stops the relay.</summary>
    private static void Arm(HoldAt point, TcpProxy redis, TcpProxy rabbit, Action stop)
    {
        var seen = false;
        var committing = false;
        var publishing = false;
        void Hold(TcpProxy proxy, Direction direction)
        {
            proxy.Hold(direction);
            stop();
        }

        // Claim and commit both contain the id's key; the commit is the second.
        redis.Watch = (direction, bytes) =>
        {
            var asks = direction is Direction.ToServer && Has(bytes, "{labelbox}:id:the-one");
            switch (point)
            {
                case HoldAt.Claimed when direction is Direction.ToServer && asks:
                    seen = true;
                    break;
                case HoldAt.Claimed when direction is Direction.ToClient && seen && Has(bytes, "granted"):
                    Hold(redis, Direction.ToClient);
                    break;
                case HoldAt.Committing when asks && seen:
                    Hold(redis, Direction.ToServer);
                    break;
                case HoldAt.Committed when asks && seen:
                    committing = true;
                    break;
                case HoldAt.Committed when direction is Direction.ToClient && committing && Has(bytes, ":1\r\n"):
                    Hold(redis, Direction.ToClient);
                    break;
                case HoldAt.Committing or HoldAt.Committed when asks:
                    seen = true;
                    break;
            }
        };
        rabbit.Watch = (direction, bytes) =>
        {
            if (direction is Direction.ToServer && Has(bytes, "\"id\":\"the-one\""))
            {
                publishing = true;
                if (point is HoldAt.Publishing)
                {
                    Hold(rabbit, Direction.ToServer);
                }
            }
            else if (direction is Direction.ToClient && point is HoldAt.Published && publishing && bytes.Span.IndexOf(BasicAck) >= 0)
            {
                Hold(rabbit, Direction.ToClient);
            }
        };
    }

    private static bool Has(ReadOnlyMemory<byte> bytes, string text) => bytes.Span.IndexOf(Encoding.ASCII.GetBytes(text)) >= 0;
}

/// <summary>The points between two steps of the pipeline.</summary>
public enum HoldAt
{
    /// <summary>Redis has granted the claim; the relay has no response yet.</summary>
    Claimed,

    /// <summary>The publish is in flight to the broker.</summary>
    Publishing,

    /// <summary>The broker has the message; its confirm is in flight.</summary>
    Published,

    /// <summary>Confirmed; the commit is in flight to Redis.</summary>
    Committing,

    /// <summary>Redis has the commit; the relay has no response and has not settled.</summary>
    Committed,
}
