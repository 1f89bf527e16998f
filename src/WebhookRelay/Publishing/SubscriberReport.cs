using System.Net.Sockets;
using Microsoft.Extensions.Options;
using RabbitMQ.Client.Exceptions;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Publishing;

/// <summary>The queues that receive events: those of the declared subscribers and, if the management API answers, every other bound queue.</summary>
internal sealed class SubscriberReport(
    BrokerManagement management, AdminConnection connection, SubscriberQueues declared, IOptions<SubscribersOptions> subscribers, IOptionsMonitor<PublishingOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    /// <summary>Shorter than <see cref="Timeout"/>, so that the report works without the management API.</summary>
    private static readonly TimeSpan ManagementTimeout = TimeSpan.FromSeconds(1);

    private IReadOnlySet<Binding> Declared =>
        subscribers.Value.SelectMany(subscriber => subscriber.Value.Patterns().Select(pattern => new Binding(subscriber.Key, pattern))).ToHashSet();

    private bool HasBroker => options.CurrentValue.RabbitMq is { Length: > 0 };

    /// <summary>The bindings as the broker lists them or, if it does not, as they were declared.</summary>
    public async Task<QueueBindings> BindingsAsync(CancellationToken cancellationToken)
    {
        if (!HasBroker)
        {
            return new QueueBindings([new Binding(PublishingRegistration.BuiltInQueue, "#")], FromBroker: true);
        }

        if (await management.BindingsAsync(cancellationToken) is { } seen)
        {
            return new QueueBindings([.. seen], FromBroker: true);
        }

        return new QueueBindings([.. Declared], FromBroker: false);
    }

    /// <summary>Whether the queue exists, so that a replay can be sent to it alone.</summary>
    /// <exception cref="BrokerUnavailableException">The broker cannot be queried now.</exception>
    public async Task<bool> ExistsAsync(string queue, CancellationToken cancellationToken) =>
        HasBroker && await WithTimeoutAsync(timeout => connection.InspectQueueAsync(queue, timeout), cancellationToken) is not null;

    /// <exception cref="BrokerUnavailableException">The broker cannot be queried now.</exception>
    public Task<IReadOnlyList<SubscriberStatus>> ReadAsync(CancellationToken cancellationToken) => HasBroker
        ? WithTimeoutAsync(ReadQueuesAsync, cancellationToken)
        : Task.FromResult<IReadOnlyList<SubscriberStatus>>(
            [new SubscriberStatus(PublishingRegistration.BuiltInQueue, Declared: false, ["#"], Messages: null, Consumers: null, OldestMessageAt: null, State: null)]);

    private async Task<IReadOnlyList<SubscriberStatus>> ReadQueuesAsync(CancellationToken cancellationToken)
    {
        // Concurrently: the management API may be slow or unreachable while the broker answers.
        var (bindingsQuery, first) = (management.BindingsAsync(cancellationToken), management.FirstMessagesAsync(cancellationToken));
        await connection.ConnectAsync(cancellationToken);
        var bindings = await OrNullAsync(bindingsQuery, cancellationToken) ?? Declared;
        var oldest = await OrNullAsync(first, cancellationToken);
        var standings = new List<SubscriberStatus>();
        foreach (var queue in bindings.Select(binding => binding.Queue).Concat(subscribers.Value.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var seen = await connection.InspectQueueAsync(queue, cancellationToken);
            standings.Add(new SubscriberStatus(
                queue,
                subscribers.Value.ContainsKey(queue),
                [.. bindings.Where(binding => string.Equals(binding.Queue, queue, StringComparison.Ordinal)).Select(binding => binding.Pattern).Order(StringComparer.Ordinal)],
                seen?.MessageCount,
                seen?.ConsumerCount,
                oldest?.TryGetValue(queue, out var at) is true ? at : null,
                declared.States.GetValueOrDefault(queue)));
        }

        return standings;
    }

    private async Task<T?> OrNullAsync<T>(Task<T?> question, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await question.WaitAsync(ManagementTimeout, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <summary>A connected but stalled broker does not answer for longer than the client's own time-outs.</summary>
    private async Task<T> WithTimeoutAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            return await ask(timeout.Token).WaitAsync(Timeout, time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            await timeout.CancelAsync();
            throw new BrokerUnavailableException($"RabbitMQ is stalled: it has not answered within {Timeout.TotalSeconds} s.", e);
        }
        catch (Exception e) when (e is RabbitMQClientException or IOException or SocketException or ObjectDisposedException)
        {
            throw new BrokerUnavailableException("RabbitMQ cannot be queried now.", e);
        }
    }
}

/// <param name="Bindings">The bindings of queues to the exchange.</param>
/// <param name="FromBroker">Whether these are all bindings; otherwise only the declared ones.</param>
internal sealed record QueueBindings(IReadOnlyList<Binding> Bindings, bool FromBroker);

/// <param name="Queue">The queue's name.</param>
/// <param name="Declared">Whether <c>Subscribers</c> names it.</param>
/// <param name="Bindings">Its binding patterns.</param>
/// <param name="Messages">Its ready messages; null when the queue does not exist.</param>
/// <param name="Consumers">Its consumers.</param>
/// <param name="OldestMessageAt">The timestamp of its first message; null when the broker does not report it.</param>
/// <param name="State">The state of a declared subscriber.</param>
internal sealed record SubscriberStatus(
    string Queue, bool Declared, IReadOnlyList<string> Bindings, long? Messages, long? Consumers, DateTimeOffset? OldestMessageAt, DependencyState? State);

/// <summary>The broker cannot be used now.</summary>
internal sealed class BrokerUnavailableException : IOException
{
    public BrokerUnavailableException()
    {
    }

    public BrokerUnavailableException(string message)
        : base(message)
    {
    }

    public BrokerUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
