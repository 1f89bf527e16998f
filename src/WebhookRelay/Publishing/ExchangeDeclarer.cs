using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using WebhookRelay.Contracts;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Publishing;

/// <summary>
/// Declares the events' exchange if it is missing. If it exists, the relay's user needs no configure permission. Reports an
/// alternate exchange, since events it takes never become Unrouted.
/// </summary>
internal sealed partial class ExchangeDeclarer(BrokerManagement management, IOptionsMonitor<PublishingOptions> options, TimeProvider time, ILogger<ExchangeDeclarer> logger)
{
    private const ushort AccessRefused = 403;
    private const ushort NotFound = 404;
    private const ushort PreconditionFailed = 406;
    private const string AlternateExchangeArgument = "alternate-exchange";

    private string? _fromArguments;
    private volatile DependencyState _state = options.CurrentValue.RabbitMq is { Length: > 0 }
        ? new(DependencyHealth.Up, Reason: null, time.GetUtcNow())
        : new(DependencyHealth.NotConfigured, "Publishing:RabbitMq is not set.", time.GetUtcNow());

    /// <summary>Degraded while an alternate exchange is known. A missing exchange shows in the broker's state instead.</summary>
    public DependencyState State => _state;

    /// <param name="connection">An open connection.</param>
    /// <param name="first">Whether this is the first check on this connection. Only then is an existing exchange declared again: each refusal is an error in the broker's log.</param>
    /// <param name="onMissing">Called before the exchange is created, since it has no bindings then.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <exception cref="BrokerUnavailableException">An exchange of another type exists.</exception>
    public async Task EnsureAsync(IConnection connection, bool first, Action onMissing, CancellationToken cancellationToken)
    {
        if (!await ExistsAsync(connection, cancellationToken))
        {
            onMissing();
            _fromArguments = null;
            await DeclareAsync(connection, cancellationToken);
        }
        else if (first)
        {
            _fromArguments = await CompareAsync(connection, cancellationToken);
        }

        var seen = await management.ExchangeAsync(cancellationToken);
        if (seen is { Type: not EventExchange.Type })
        {
            throw new BrokerUnavailableException($"the exchange {EventExchange.Name} has the type {seen.Type}, not {EventExchange.Type}");
        }

        Set(seen is null ? _fromArguments : seen.AlternateExchange);
    }

    private static async Task<bool> ExistsAsync(IConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            await channel.ExchangeDeclarePassiveAsync(EventExchange.Name, cancellationToken);
            return true;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode is NotFound && connection.IsOpen)
        {
            return false;
        }
    }

    private static async Task DeclareAsync(IConnection connection, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await channel.ExchangeDeclareAsync(EventExchange.Name, EventExchange.Type, durable: true, cancellationToken: cancellationToken);
    }

    /// <summary>The alternate exchange it was declared with; null when it has none, or when the relay's user may not ask.</summary>
    private async Task<string?> CompareAsync(IConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await DeclareAsync(connection, cancellationToken);
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode is AccessRefused && connection.IsOpen)
        {
            LogMayNotConfigure(logger, EventExchange.Name);
        }
        catch (OperationInterruptedException e) when (connection.IsOpen
            && e.ShutdownReason is { ReplyCode: PreconditionFailed, ReplyText: var difference } && difference.Contains($"'{AlternateExchangeArgument}'", StringComparison.Ordinal))
        {
            // The broker compares this argument last, so everything else matches.
            return difference.Split('\'') is [.., var name, _, _, _] ? name : "?";
        }

        return null;
    }

    private void Set(string? alternate)
    {
        var reason = alternate is null
            ? null
            : $"The exchange {EventExchange.Name} has the alternate exchange {alternate}, which accepts events without a bound queue: such a delivery is settled as Relayed instead of Unrouted, and a queue that binds later does not receive it.";
        if (string.Equals(_state.Reason, reason, StringComparison.Ordinal))
        {
            return;
        }

        _state = new DependencyState(reason is null ? DependencyHealth.Up : DependencyHealth.Degraded, reason, time.GetUtcNow());
        if (alternate is null)
        {
            LogNoAlternate(logger, EventExchange.Name);
        }
        else
        {
            LogAlternate(logger, EventExchange.Name, alternate);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "The existing exchange is used: the relay's user may not configure it ({Exchange})")]
    private static partial void LogMayNotConfigure(ILogger logger, string exchange);

    [LoggerMessage(2, LogLevel.Warning, "The exchange has an alternate exchange: deliveries that no queue is bound for end as Relayed, never as Unrouted ({Exchange}, alternate {Alternate})")]
    private static partial void LogAlternate(ILogger logger, string exchange, string alternate);

    [LoggerMessage(3, LogLevel.Information, "The exchange no longer has an alternate exchange ({Exchange})")]
    private static partial void LogNoAlternate(ILogger logger, string exchange);
}
