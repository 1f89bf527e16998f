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

    /// <summary>Waits until the queue has that many messages. The broker reports zero if the queue does not respond at once.</summary>
    public async Task HoldsAsync(long count)
    {
        var seen = 0L;
        await Eventually.TrueAsync(async () => (seen = await CountAsync()) == count, ArrivesWithin, $"{count} messages are in the queue", () => $"There are {seen}.");
    }

    /// <summary>Waits until the queue has at least that many messages.</summary>
    public async Task HoldsAtLeastAsync(long count, TimeSpan within)
    {
        var seen = 0L;
        await Eventually.TrueAsync(async () => (seen = await CountAsync()) >= count, within, $"at least {count} messages are in the queue", () => $"There are {seen}.");
    }

    /// <summary>Reads messages until that many distinct ids have arrived, with an optional pause between two messages.</summary>
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

    /// <summary>Reads that many messages in order.</summary>
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

    /// <summary>Consumes that many messages without keeping them, for large numbers.</summary>
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

    /// <summary>Reads everything that is in the queue now.</summary>
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

/// <summary>A message that was read.</summary>
internal sealed record ReceivedEvent(string RoutingKey, IReadOnlyBasicProperties Properties, ReadOnlyMemory<byte> Body)
{
    /// <summary>Parsed on demand, because not every message is an event.</summary>
    public JsonObject Json => field ??= JsonNode.Parse(Body.Span)!.AsObject();

    public string Id => (string)Json["id"]!;

    public string? Subject => (string?)Json["subject"];

    public string Sequence => (string)Json["sequence"]!;

    public string? Dedup => (string?)Json["dedup"];

    public string? Header(string name) =>
        Properties.Headers?.TryGetValue(name, out var value) is true ? value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : value?.ToString() : null;
}
