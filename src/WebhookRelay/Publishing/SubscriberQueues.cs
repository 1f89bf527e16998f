using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using WebhookRelay.Contracts;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Publishing;

/// <summary>Declares, binds and restores the queues of the declared subscribers. A queue that fails does not block the others.</summary>
internal sealed partial class SubscriberQueues(IOptions<SubscribersOptions> options, BindingFile record, TimeProvider time, ILogger<SubscriberQueues> logger)
{
    private const ushort AccessRefused = 403;
    private const ushort NotFound = 404;

    private readonly HashSet<string> _notConfigurable = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, DependencyState> _states = new(
        options.Value.Keys.Select(name => KeyValuePair.Create(name, new DependencyState(DependencyHealth.Degraded, "Its queue has not been checked yet.", time.GetUtcNow()))),
        StringComparer.Ordinal);

    public IReadOnlyDictionary<string, DependencyState> States => _states;

    /// <param name="connection">An open connection.</param>
    /// <param name="seen">The existing bindings; null when the management API is not available, and then all bindings are declared again.</param>
    /// <param name="first">Whether this is the first check on this connection: what is created then was not lost.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    public async Task EnsureAsync(IConnection connection, IReadOnlySet<Binding>? seen, bool first, CancellationToken cancellationToken)
    {
        List<Binding> wanted = [.. options.Value.SelectMany(subscriber => subscriber.Value.Patterns().Select(pattern => new Binding(subscriber.Key, pattern)))];
        if (first)
        {
            _notConfigurable.Clear();
            var left = await UnbindAsync(connection, record.Read().Except(wanted), cancellationToken);
            record.Write(wanted.Concat(left));
        }

        foreach (var (name, bindings) in wanted.GroupBy(binding => binding.Queue, StringComparer.Ordinal).Select(group => (group.Key, group)))
        {
            var fault = await EnsureQueueAsync(connection, name, [.. bindings], seen, cancellationToken);
            SetState(name, first && fault is { Restored: true } ? null : fault?.Reason);
        }
    }

    /// <summary>Restores missing queues and bindings, and returns their names. An existing queue that the relay's user may not declare is used unchanged.</summary>
    private async Task<QueueFault?> EnsureQueueAsync(IConnection connection, string queue, List<Binding> bindings, IReadOnlySet<Binding>? seen, CancellationToken cancellationToken)
    {
        try
        {
            var isNew = !await ExistsAsync(connection, queue, cancellationToken);
            if (isNew || !_notConfigurable.Contains(queue))
            {
                await DeclareAsync(connection, queue, isNew, cancellationToken);
            }

            var lost = isNew || seen is null ? bindings : [.. bindings.Where(binding => !seen.Contains(binding))];
            if (lost.Count > 0 && await BindAsync(connection, lost, cancellationToken) is { } refusal)
            {
                return new QueueFault($"Its queue cannot be bound ({refusal}). Bind it beforehand, or give the relay's user permission to (deploy/README.md).", Restored: false);
            }

            if (isNew)
            {
                return new QueueFault("Its queue was missing and was recreated.", Restored: true);
            }

            return seen is not null && lost.Count > 0 ? new QueueFault($"Its binding {string.Join(", ", lost.Select(binding => binding.Pattern))} was missing and was recreated.", Restored: true) : null;
        }
        catch (OperationInterruptedException e) when (connection.IsOpen)
        {
            return new QueueFault(
                $"Its queue cannot be declared ({Describe(e)}). " + (e.ShutdownReason?.ReplyCode is AccessRefused
                    ? "Create it beforehand, or give the relay's user permission to (deploy/README.md)."
                    : "Delete the queue once it is empty, or give the subscriber another name."),
                Restored: false);
        }
    }

    private async Task DeclareAsync(IConnection connection, string queue, bool isNew, CancellationToken cancellationToken)
    {
        try
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            await channel.QueueDeclareAsync(
                queue, durable: true, exclusive: false, autoDelete: false, SubscriberQueue.Arguments.ToDictionary(StringComparer.Ordinal), cancellationToken: cancellationToken);
        }
        catch (OperationInterruptedException e) when (!isNew && connection.IsOpen && e.ShutdownReason?.ReplyCode is AccessRefused)
        {
            // Once per connection: each refusal is an error in the broker's log.
            _notConfigurable.Add(queue);
        }
    }

    /// <summary>Binds a queue; returns the broker's message if it refuses.</summary>
    private static async Task<string?> BindAsync(IConnection connection, IReadOnlyList<Binding> bindings, CancellationToken cancellationToken)
    {
        try
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            foreach (var (queue, pattern) in bindings)
            {
                await channel.QueueBindAsync(queue, EventExchange.Name, pattern, cancellationToken: cancellationToken);
            }

            return null;
        }
        catch (OperationInterruptedException e) when (connection.IsOpen && e.ShutdownReason?.ReplyCode is AccessRefused)
        {
            return Describe(e);
        }
    }

    private static string Describe(OperationInterruptedException refusal) => $"{refusal.ShutdownReason?.ReplyCode} {refusal.ShutdownReason?.ReplyText}";

    private static async Task<bool> ExistsAsync(IConnection connection, string queue, CancellationToken cancellationToken)
    {
        try
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            await channel.QueueDeclarePassiveAsync(queue, cancellationToken);
            return true;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode is NotFound)
        {
            return false;
        }
    }

    /// <summary>Returns the bindings that the relay's user may not remove.</summary>
    private async Task<List<Binding>> UnbindAsync(IConnection connection, IEnumerable<Binding> unwanted, CancellationToken cancellationToken)
    {
        var left = new List<Binding>();
        foreach (var (queue, pattern) in unwanted)
        {
            if (!await ExistsAsync(connection, queue, cancellationToken))
            {
                continue;
            }

            try
            {
                await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
                await channel.QueueUnbindAsync(queue, EventExchange.Name, pattern, cancellationToken: cancellationToken);
                LogUnbound(logger, queue, pattern);
            }
            catch (OperationInterruptedException e) when (connection.IsOpen && e.ShutdownReason?.ReplyCode is AccessRefused)
            {
                left.Add(new Binding(queue, pattern));
                LogNotUnbound(logger, queue, pattern, Describe(e));
            }
        }

        return left;
    }

    private void SetState(string name, string? reason)
    {
        var was = _states[name];
        var health = reason is null ? DependencyHealth.Up : DependencyHealth.Degraded;
        if (was.Health == health && string.Equals(was.Reason, reason, StringComparison.Ordinal))
        {
            return;
        }

        _states[name] = new DependencyState(health, reason, time.GetUtcNow());
        if (reason is not null)
        {
            LogFault(logger, name, reason);
        }
        else
        {
            LogUp(logger, name);
        }
    }

    private sealed record QueueFault(string Reason, bool Restored);

    [LoggerMessage(1, LogLevel.Information, "Subscriber {Subscriber} has its queue and its bindings")]
    private static partial void LogUp(ILogger logger, string subscriber);

    [LoggerMessage(2, LogLevel.Warning, "Subscriber {Subscriber}: {Reason}")]
    private static partial void LogFault(ILogger logger, string subscriber, string reason);

    [LoggerMessage(3, LogLevel.Information, "Queue {Queue} is no longer bound with {Pattern}: no subscriber asks for it any more")]
    private static partial void LogUnbound(ILogger logger, string queue, string pattern);

    [LoggerMessage(4, LogLevel.Warning, "An unused binding stays, since the relay's user may not remove it ({Queue}, {Pattern}: {Reason})")]
    private static partial void LogNotUnbound(ILogger logger, string queue, string pattern, string reason);
}
