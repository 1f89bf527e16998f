using MassTransit;

namespace WebhookRelay.Publishing;

/// <summary>The only subscriber without a broker: logs each published event.</summary>
internal sealed partial class LoggingSubscriber(ILogger<LoggingSubscriber> logger) : IConsumer<PublishedEvent>
{
    private const string None = "-";

    public Task Consume(ConsumeContext<PublishedEvent> context)
    {
        var published = context.Message;
        LogEvent(logger, published.Type, published.Id, published.ProjectId ?? None, published.Subject ?? None, published.LabelId ?? None);
        return Task.CompletedTask;
    }

    [LoggerMessage(1, LogLevel.Information, "Event {Type} {Id}: project {ProjectId}, data row {DataRowId}, label {LabelId}")]
    private static partial void LogEvent(ILogger logger, string? type, string? id, string projectId, string dataRowId, string labelId);
}
