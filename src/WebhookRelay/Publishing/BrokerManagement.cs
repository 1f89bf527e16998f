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
    public async Task<IReadOnlySet<Binding>?> BindingsAsync(CancellationToken cancellationToken)
    {
        var broker = BrokerAddress.Factory(options.CurrentValue);
        var address = Address(broker);
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri(address, $"api/exchanges/{Uri.EscapeDataString(broker.VirtualHost)}/{EventExchange.Name}/bindings/source"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Credentials(address, broker))));
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                return null;
            }

            using var bindings = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            return bindings.RootElement.EnumerateArray()
                .Where(binding => binding.GetProperty("destination_type").ValueEquals("queue"u8))
                .Select(binding => new Binding(binding.GetProperty("destination").GetString()!, binding.GetProperty("routing_key").GetString()!))
                .ToHashSet();
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
