using System.Globalization;
using System.Text;
using RabbitMQ.Client;
using WebhookRelay.Contracts;

namespace WebhookRelay.IntegrationTests.Support;

/// <summary>Publishes events in the relay's format, without a relay.</summary>
internal sealed class EventSource : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private int _sequence;

    private EventSource(IConnection connection, IChannel channel) => (_connection, _channel) = (connection, channel);

    public static async Task<EventSource> OpenAsync(RabbitMqServer rabbit, string vhost)
    {
        var connection = await rabbit.ConnectAsync(vhost);
        var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        await channel.ExchangeDeclareAsync(EventExchange.Name, EventExchange.Type, durable: true);
        return new EventSource(connection, channel);
    }

    /// <summary>Publishes an event, confirmed.</summary>
    /// <param name="id">The delivery's id.</param>
    /// <param name="row">The data row, or null.</param>
    /// <param name="header">Labelbox's name of the topic.</param>
    /// <param name="project">The project.</param>
    /// <param name="more">Further attributes as JSON members, starting with a comma. They can include <c>data</c>.</param>
    /// <param name="traceParent">The delivery's trace.</param>
    public Task PublishAsync(string id, string? row = "row-1", string header = "LABEL_UPDATED", string project = "project-1", string more = "", string? traceParent = null)
    {
        var sequence = Interlocked.Increment(ref _sequence).ToString("D20", CultureInfo.InvariantCulture);
        var subject = row is null ? "" : $"\"subject\":\"{row}\",";
        var data = more.Contains("\"data", StringComparison.Ordinal) ? "" : $$$""","data":{"data_row":{"id":"{{{row ?? "none"}}}"}}""";
        return PublishAsync(RoutingKey.For(header, project), Encoding.UTF8.GetBytes($$"""
            {"specversion":"1.0","id":"{{id}}","source":"https://app.labelbox.com/projects/{{project}}","type":"com.labelbox.{{LabelboxTopics.WordsOf(header)}}",
             {{subject}}"datacontenttype":"application/json","recordedtime":"2024-06-05T12:00:00Z","sequence":"{{sequence}}",
             "ledgerid":"ledger-1","ledgerhash":"00","labelboxevent":"{{header}}","projectid":"{{project}}","payloadversion":"v2","recovered":false{{more}}{{data}}}
            """), traceParent);
    }

    /// <summary>Publishes any bytes, confirmed.</summary>
    public async Task PublishAsync(string routingKey, ReadOnlyMemory<byte> body, string? traceParent = null)
    {
        var properties = new BasicProperties { ContentType = EventExchange.ContentType, Persistent = true };
        if (traceParent is not null)
        {
            properties.Headers = new Dictionary<string, object?>(StringComparer.Ordinal) { ["traceparent"] = traceParent };
        }

        await _channel.BasicPublishAsync(EventExchange.Name, routingKey, mandatory: true, properties, body, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
