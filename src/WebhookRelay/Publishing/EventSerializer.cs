using System.Net.Mime;
using MassTransit;
using MassTransit.Serialization;
using WebhookRelay.Contracts;

namespace WebhookRelay.Publishing;

/// <summary>Passes the event's bytes through unchanged and removes MassTransit's headers, one of which names this machine.</summary>
internal sealed class EventSerializer : ISerializerFactory, IMessageSerializer, IMessageDeserializer
{
    private static readonly SystemTextJsonRawMessageSerializer Plain = new(RawSerializerOptions.AnyMessageType);

    public ContentType ContentType { get; } = new(EventExchange.ContentType);

    public IMessageSerializer CreateSerializer() => this;

    public IMessageDeserializer CreateDeserializer() => this;

    public MessageBody GetMessageBody<T>(SendContext<T> context)
        where T : class
    {
        if (context.Message is not PublishedEvent { Outbound: { } outbound })
        {
            // MassTransit's own messages about a failed consumer.
            return Plain.GetMessageBody(context);
        }

        // The transport copies the headers after it has asked for the body.
        foreach (var header in context.Headers.GetAll().ToList())
        {
            context.Headers.Set(header.Key, null);
        }

        foreach (var (name, value) in outbound.Headers())
        {
            context.Headers.Set(name, value);
        }

        return new BytesMessageBody(outbound.Body);
    }

    public MessageBody GetMessageBody(string text) => Plain.GetMessageBody(text);

    public ConsumeContext Deserialize(ReceiveContext receiveContext) =>
        new BodyConsumeContext(receiveContext, Deserialize(receiveContext.Body, receiveContext.TransportHeaders, receiveContext.InputAddress));

    public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null) => Plain.Deserialize(body, headers, destinationAddress);

    public void Probe(ProbeContext context) => Plain.Probe(context);
}
