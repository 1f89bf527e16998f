using System.Text;
using RabbitMQ.Client;
using WebhookRelay.Contracts;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Consuming;

/// <summary>A subscriber's queue keeps unacknowledged messages in their position, however often they are returned.</summary>
public sealed class ReturnedMessageTests(SharedServers servers)
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Returned_message_keeps_its_position_in_the_queue(bool byDying)
    {
        var vhost = await servers.Rabbit.CreateVhostAsync();
        await using var queue = await EventQueue.BindAsync(() => servers.Rabbit.ConnectAsync(vhost));
        await using var publisher = await servers.Rabbit.ConnectAsync(vhost);
        await using var publishing = await publisher.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Ending);
        for (var i = 0; i < 5; i++)
        {
            await publishing.BasicPublishAsync(EventExchange.Name, "label.updated._", Encoding.UTF8.GetBytes($$"""{"id":"{{i}}"}"""), Ending);
        }

        // More often than RabbitMQ 4's default delivery limit.
        for (var time = 0; time < 25; time++)
        {
            await TakeAndGiveBackAsync(vhost, queue.Name, byDying);
        }

        Assert.Equal(["0", "1", "2", "3", "4"], (await queue.ReadAsync(5)).Select(message => message.Id));
    }

    private async Task TakeAndGiveBackAsync(string vhost, string queue, bool byDying)
    {
        await using var connection = await servers.Rabbit.ConnectAsync(vhost);
        var channel = await connection.CreateChannelAsync(cancellationToken: Ending);
        var taken = new List<BasicGetResult>();
        await Eventually.TrueAsync(
            async () =>
            {
                if (await channel.BasicGetAsync(queue, autoAck: false, Ending) is { } message)
                {
                    taken.Add(message);
                }

                return taken.Count == 3;
            },
            TimeSpan.FromSeconds(20),
            "three messages are there to be taken");
        if (!byDying)
        {
            await channel.BasicNackAsync(taken[^1].DeliveryTag, multiple: true, requeue: true, Ending);
        }
    }
}
