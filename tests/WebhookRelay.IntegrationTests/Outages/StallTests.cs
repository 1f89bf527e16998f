using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Outages;

/// <summary>A broker that takes bytes and answers nothing gets one probe, not everything again.</summary>
public sealed class StallTests(Stage stage) : IClassFixture<Stage>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_paused_broker_causes_no_doubles_but_of_the_probes()
    {
        var rabbit = stage.Rabbit;
        await using var line = await TestLine.OpenAsync(rabbit, stage.Redis, ("Publishing__Deadline", $"{Deadline}"));
        await WarmAsync(line);
        await rabbit.PauseAsync();
        try
        {
            await SendAsync(line);
            await line.Relay.HealthShowsAsync("rabbitmq", "degraded");
            // The length of the stall is what is tested.
            await Task.Delay(Stall, TestContext.Current.CancellationToken);
        }
        finally
        {
            rabbit.Resume();
        }

        await AllArriveAsync(line);
    }

    [Fact]
    public async Task A_memory_alarm_causes_no_doubles_but_of_the_probes()
    {
        var rabbit = stage.Rabbit;
        await using var line = await TestLine.OpenAsync(rabbit, stage.Redis, ("Publishing__Deadline", $"{Deadline}"));
        await WarmAsync(line);
        await rabbit.CtlAsync("set_vm_memory_high_watermark", "absolute", "1");
        await SendAsync(line);
        await line.Relay.HealthShowsAsync("rabbitmq", "degraded");
        // The length of the alarm is what is tested.
        await Task.Delay(Stall, TestContext.Current.CancellationToken);
        await rabbit.CtlAsync("set_vm_memory_high_watermark", "0.8");

        await AllArriveAsync(line);
    }

    private static async Task WarmAsync(TestLine line)
    {
        await line.AcceptedAsync(Some.V2("warm"), "warm");
        await line.Queue.ReadAsync(1);
        await line.Relay.EndsAsync("warm", "Relayed");
    }

    private static async Task SendAsync(TestLine line)
    {
        for (var i = 0; i < 200; i++)
        {
            await line.AcceptedAsync(Some.V2($"row-{i}"), $"stalled-{i}");
        }
    }

    private static async Task AllArriveAsync(TestLine line)
    {
        await line.Relay.EndedAsync(201);
        await line.AcceptedAsync(Some.V2("last"), "last");
        await line.Relay.EndsAsync("last", "Relayed");

        var arrived = await line.Queue.ReadAllAsync();
        var byId = arrived.GroupBy(message => message.Id, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        Assert.Equal(201, byId.Count);
        // One entry at a time is the probe, and it is the same one until it is answered.
        Assert.InRange(byId.Count(entry => entry.Value > 1), 0, 1);
    }
}
