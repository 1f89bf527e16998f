using System.Text;
using System.Text.Json.Nodes;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using WebhookRelay.Contracts;

namespace WebhookRelay.IntegrationTests.Support;

/// <summary>A quorum queue bound to the exchange, read with the broker's plain client.</summary>
internal sealed class EventQueue : IAsyncDisposable
{
    private static readonly TimeSpan ArrivesWithin = TimeSpan.FromSeconds(30);

    private readonly Func<Task<IConnection>> _connect;
    private readonly string _routingKey;
    private IConnection? _connection;
    private IChannel? _channel;

    private EventQueue(Func<Task<IConnection>> connect, string name, string routingKey) => (_connect, Name, _routingKey) = (connect, name, routingKey);

    public string Name { get; }

    public static async Task<EventQueue> BindAsync(Func<Task<IConnection>> connect, string routingKey = "#", string? name = null)
    {
        var queue = new EventQueue(connect, name ?? $"q{Guid.NewGuid():N}", routingKey);
        var channel = await queue.ChannelAsync();
        await channel.ExchangeDeclareAsync(EventExchange.Name, EventExchange.Type, durable: true);
        await channel.QueueDeclareAsync(queue.Name, durable: true, exclusive: false, autoDelete: false, SubscriberQueue.Arguments.ToDictionary(StringComparer.Ordinal));
        await channel.QueueBindAsync(queue.Name, EventExchange.Name, routingKey);
        return queue;
    }

    public static EventQueue Existing(Func<Task<IConnection>> connect, string name) => new(connect, name, routingKey: string.Empty);

    public async Task UnbindAsync() => await (await ChannelAsync()).QueueUnbindAsync(Name, EventExchange.Name, _routingKey);

    public async Task BindAgainAsync() => await (await ChannelAsync()).QueueBindAsync(Name, EventExchange.Name, _routingKey);

    public async Task<long> CountAsync() => await (await ChannelAsync()).MessageCountAsync(Name);

    /// <summary>Waits until that many messages stand in it. The broker counts none where the queue does not answer it at once.</summary>
    public async Task HoldsAsync(long count)
    {
        var seen = 0L;
        await Eventually.TrueAsync(async () => (seen = await CountAsync()) == count, ArrivesWithin, $"{count} messages stand in the queue", () => $"There are {seen}.");
    }

    /// <summary>Waits until that many messages, or more, stand in it.</summary>
    public async Task HoldsAtLeastAsync(long count, TimeSpan within)
    {
        var seen = 0L;
        await Eventually.TrueAsync(async () => (seen = await CountAsync()) >= count, within, $"at least {count} messages stand in the queue", () => $"There are {seen}.");
    }

    /// <summary>Reads, and takes off the queue, until messages with that many ids have come; slowly where a pause between two is given.</summary>
    public async Task<IReadOnlyList<ReceivedEvent>> ReadUntilAsync(int ids, TimeSpan within, TimeSpan pause = default)
    {
        var read = new List<ReceivedEvent>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        await Eventually.TrueAsync(
            async () =>
            {
                var channel = await ChannelAsync();
                while (known.Count < ids && await channel.BasicGetAsync(Name, autoAck: true) is { } message)
                {
                    read.Add(new ReceivedEvent(message.RoutingKey, message.BasicProperties, message.Body.ToArray()));
                    known.Add(read[^1].Id);
                    await Task.Delay(pause, TestContext.Current.CancellationToken);
                }

                return known.Count == ids;
            },
            within,
            $"messages with {ids} ids arrive in the queue",
            () => $"Arrived: {known.Count}.");
        return read;
    }

    /// <summary>Reads, and takes off the queue, that many messages in the order they stand in it.</summary>
    public async Task<IReadOnlyList<ReceivedEvent>> ReadAsync(int count, TimeSpan? within = null)
    {
        var read = new List<ReceivedEvent>(count);
        await Eventually.TrueAsync(
            async () =>
            {
                var channel = await ChannelAsync();
                while (read.Count < count && await channel.BasicGetAsync(Name, autoAck: true) is { } message)
                {
                    read.Add(new ReceivedEvent(message.RoutingKey, message.BasicProperties, message.Body.ToArray()));
                }

                return read.Count == count;
            },
            within ?? ArrivesWithin,
            $"{count} messages arrive in the queue",
            () => $"Arrived: {read.Count}.");
        return read;
    }

    /// <summary>Takes that many messages as they come, and keeps none: for more than memory should hold.</summary>
    public async Task ConsumeAsync(int count, Action<ReceivedEvent> take, TimeSpan within)
    {
        await using var connection = await _connect();
        await using var channel = await connection.CreateChannelAsync();
        var taken = 0;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, message) =>
        {
            try
            {
                take(new ReceivedEvent(message.RoutingKey, message.BasicProperties, message.Body.ToArray()));
                if (++taken == count)
                {
                    done.TrySetResult();
                }
            }
            catch (Exception e)
            {
                done.TrySetException(e);
            }

            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(Name, autoAck: true, consumer);
        await done.Task.WaitAsync(within, TestContext.Current.CancellationToken);
    }

    /// <summary>Takes everything that is in the queue now.</summary>
    public async Task<IReadOnlyList<ReceivedEvent>> ReadAllAsync()
    {
        var read = new List<ReceivedEvent>();
        var channel = await ChannelAsync();
        while (await channel.BasicGetAsync(Name, autoAck: true) is { } message)
        {
            read.Add(new ReceivedEvent(message.RoutingKey, message.BasicProperties, message.Body.ToArray()));
        }

        return read;
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            await connection.DisposeAsync();
        }
    }

    private async Task<IChannel> ChannelAsync()
    {
        if (_channel is not { IsOpen: true } || _connection is not { IsOpen: true })
        {
            _connection = await _connect();
            _channel = await _connection.CreateChannelAsync();
        }

        return _channel;
    }
}

/// <summary>One message as it was read.</summary>
internal sealed record ReceivedEvent(string RoutingKey, IReadOnlyBasicProperties Properties, ReadOnlyMemory<byte> Body)
{
    /// <summary>Read when it is asked for: not everything in a queue is an event.</summary>
    public JsonObject Json => field ??= JsonNode.Parse(Body.Span)!.AsObject();

    public string Id => (string)Json["id"]!;

    public string? Subject => (string?)Json["subject"];

    public string Sequence => (string)Json["sequence"]!;

    public string? Dedup => (string?)Json["dedup"];

    public string? Header(string name) =>
        Properties.Headers?.TryGetValue(name, out var value) is true ? value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : value?.ToString() : null;
}
