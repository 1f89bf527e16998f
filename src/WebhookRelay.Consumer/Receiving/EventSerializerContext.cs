using System.Diagnostics.CodeAnalysis;
using MassTransit;
using MassTransit.Serialization;
using WebhookRelay.Contracts;

namespace WebhookRelay.Consumer.Receiving;

/// <summary>Gives MassTransit the deserialized event, as its only message type.</summary>
internal sealed class EventSerializerContext(IMessageSerializer plain, LabelboxEvent labelboxEvent, Headers headers, Uri? destination)
    : BaseSerializerContext(SystemTextJsonMessageSerializer.Instance, new RawMessageContext(headers, destination, RawSerializerOptions.AnyMessageType), [MessageUrn.ForTypeString<LabelboxEvent>()])
{
    public override bool TryGetMessage<T>([NotNullWhen(true)] out T? message)
        where T : class
    {
        message = labelboxEvent as T;
        return message is not null;
    }

    public override bool TryGetMessage(Type messageType, [NotNullWhen(true)] out object? message)
    {
        message = messageType.IsInstanceOfType(labelboxEvent) ? labelboxEvent : null;
        return message is not null;
    }

    public override IMessageSerializer GetMessageSerializer() => plain;

    public override IMessageSerializer GetMessageSerializer<T>(MessageEnvelope envelope, T message) => plain;

    public override IMessageSerializer GetMessageSerializer(object message, string[] messageTypes) => plain;

    public override Dictionary<string, object> ToDictionary<T>(T? message)
        where T : class => throw new NotSupportedException("The only message type is LabelboxEvent.");
}
