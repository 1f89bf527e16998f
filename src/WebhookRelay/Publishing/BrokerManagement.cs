using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using WebhookRelay.Contracts;

namespace WebhookRelay.Publishing;

/// <summary>RabbitMQ's management API. It is optional; AMQP alone cannot show a missing binding.</summary>
internal sealed class BrokerManagement(HttpClient http, IOptionsMonitor<PublishingOptions> options)
{
    /// <summary>The maximum depth of exchange-to-exchange bindings; also stops at a cycle.</summary>
    private const int MaxDepth = 4;

    /// <summary>The exchange's bindings to queues; null when the API does not answer.</summary>
    public async Task<IReadOnlySet<Binding>?> BindingsAsync(CancellationToken cancellationToken) =>
        (await LinksAsync(EventExchange.Name, cancellationToken))?.Where(link => link.ToQueue).Select(link => new Binding(link.Destination, link.Pattern)).ToHashSet();

    /// <summary>
    /// Like <see cref="BindingsAsync"/>, with the queues behind other exchanges, as MassTransit binds them. Also null when
    /// one of those exchanges is not a fanout, since its choice of queues is not known.
    /// </summary>
    public async Task<IReadOnlySet<Binding>?> AllBindingsAsync(CancellationToken cancellationToken)
    {
        var all = new HashSet<Binding>();
        return await AddAsync(all, EventExchange.Name, by: null, depth: 1, cancellationToken) ? all : null;
    }

    /// <summary>The relay's exchange; null when the API does not answer or the exchange does not exist.</summary>
    public async Task<ExchangeInfo?> ExchangeAsync(CancellationToken cancellationToken)
    {
        var seen = await GetAsync(
            vhost => $"api/exchanges/{vhost}/{EventExchange.Name}",
            exchange => new ExchangeInfo(exchange.GetProperty("type").GetString()!, Alternate(exchange.GetProperty("arguments")), Text(exchange, "policy")),
            cancellationToken);
        return seen is { AlternateExchange: null, Policy: { Length: > 0 } policy } ? seen with { AlternateExchange = await AlternateOfAsync(policy, cancellationToken) } : seen;
    }

    /// <summary>
    /// The timestamp of each queue's first message, for the queue types that report it; null when the API does not answer.
    /// </summary>
    public Task<IReadOnlyDictionary<string, DateTimeOffset>?> FirstMessagesAsync(CancellationToken cancellationToken) => GetAsync<IReadOnlyDictionary<string, DateTimeOffset>>(
        vhost => $"api/queues/{vhost}",
        queues => queues.EnumerateArray()
            .Where(queue => queue.TryGetProperty("head_message_timestamp", out var first) && first.ValueKind is JsonValueKind.Number)
            .ToDictionary(
                queue => queue.GetProperty("name").GetString()!,
                queue => DateTimeOffset.FromUnixTimeSeconds(queue.GetProperty("head_message_timestamp").GetInt64()),
                StringComparer.Ordinal),
        cancellationToken);

    /// <param name="all">The set to add the bindings to.</param>
    /// <param name="exchange">The exchange whose bindings are added.</param>
    /// <param name="by">The pattern that binds this exchange; null for the relay's exchange.</param>
    /// <param name="depth">How many exchanges lead to this one.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    private async Task<bool> AddAsync(HashSet<Binding> all, string exchange, string? by, int depth, CancellationToken cancellationToken)
    {
        if (depth > MaxDepth || await LinksAsync(exchange, cancellationToken) is not { } links)
        {
            return false;
        }

        foreach (var link in links)
        {
            if (link.ToQueue)
            {
                all.Add(new Binding(link.Destination, by ?? link.Pattern));
            }
            else if (!await IsFanoutAsync(link.Destination, cancellationToken)
                || !await AddAsync(all, link.Destination, by ?? link.Pattern, depth + 1, cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    private Task<List<Link>?> LinksAsync(string exchange, CancellationToken cancellationToken) => GetAsync(
        vhost => $"api/exchanges/{vhost}/{Uri.EscapeDataString(exchange)}/bindings/source",
        links => links.EnumerateArray()
            .Select(link => new Link(
                link.GetProperty("destination").GetString()!, link.GetProperty("destination_type").ValueEquals("queue"u8), link.GetProperty("routing_key").GetString()!))
            .ToList(),
        cancellationToken);

    private async Task<bool> IsFanoutAsync(string exchange, CancellationToken cancellationToken) => await GetAsync(
        vhost => $"api/exchanges/{vhost}/{Uri.EscapeDataString(exchange)}",
        its => its.GetProperty("type").GetString(),
        cancellationToken) is "fanout";

    /// <summary>Also null when the relay's user may not read policies.</summary>
    private Task<string?> AlternateOfAsync(string policy, CancellationToken cancellationToken) => GetAsync<string>(
        vhost => $"api/policies/{vhost}/{Uri.EscapeDataString(policy)}", answer => Alternate(answer.GetProperty("definition")), cancellationToken);

    private static string? Alternate(JsonElement settings) => Text(settings, "alternate-exchange");

    /// <summary>The API writes an empty object as an empty list.</summary>
    private static string? Text(JsonElement settings, string name) =>
        settings.ValueKind is JsonValueKind.Object && settings.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private async Task<T?> GetAsync<T>(Func<string, string> path, Func<JsonElement, T?> read, CancellationToken cancellationToken)
        where T : class
    {
        var broker = BrokerConnectionSettings.CreateFactory(options.CurrentValue);
        var address = Address(broker);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, path(Uri.EscapeDataString(broker.VirtualHost))));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Credentials(address, broker))));
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                return null;
            }

            using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            return read(answer.RootElement);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    private static string Credentials(Uri address, ConnectionFactory broker) =>
        address.UserInfo.Length > 0 ? Uri.UnescapeDataString(address.UserInfo) : $"{broker.UserName}:{broker.Password}";

    private Uri Address(ConnectionFactory broker) => options.CurrentValue.RabbitMqManagement is { Length: > 0 } given
        ? new Uri(given.TrimEnd('/') + "/")
        : broker.Ssl.Enabled ? new Uri($"https://{broker.HostName}:15671/") : new Uri($"http://{broker.HostName}:15672/");

    private sealed record Link(string Destination, bool ToQueue, string Pattern);
}

/// <param name="Type">Such as <c>topic</c>.</param>
/// <param name="AlternateExchange">What takes the messages that it has no queue for; null where nothing is known to.</param>
/// <param name="Policy">The policy that applies to it.</param>
internal sealed record ExchangeInfo(string Type, string? AlternateExchange, string? Policy);
