using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using WebhookRelay.Contracts;

namespace WebhookRelay.Publishing;

/// <summary>RabbitMQ's management API, where it is: over AMQP a missing binding cannot be seen.</summary>
internal sealed class BrokerManagement(HttpClient http, IOptionsMonitor<PublishingOptions> options)
{
    /// <summary>The exchange's bindings to queues; null where the API does not answer.</summary>
    public Task<IReadOnlySet<Binding>?> BindingsAsync(CancellationToken cancellationToken) => GetAsync<IReadOnlySet<Binding>>(
        vhost => $"api/exchanges/{vhost}/{EventExchange.Name}/bindings/source",
        bindings => bindings.EnumerateArray()
            .Where(binding => binding.GetProperty("destination_type").ValueEquals("queue"u8))
            .Select(binding => new Binding(binding.GetProperty("destination").GetString()!, binding.GetProperty("routing_key").GetString()!))
            .ToHashSet(),
        cancellationToken);

    /// <summary>
    /// When the first message of each queue says that its delivery happened, for the queues whose first message the
    /// broker looks at (it does not for every type); null where the API does not answer.
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

    private async Task<T?> GetAsync<T>(Func<string, string> path, Func<JsonElement, T> read, CancellationToken cancellationToken)
        where T : class
    {
        var broker = BrokerAddress.Factory(options.CurrentValue);
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
}
