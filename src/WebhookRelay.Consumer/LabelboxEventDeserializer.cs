using System.Net.Mime;
using MassTransit;
using MassTransit.Serialization;
using WebhookRelay.Consumer.Receiving;
using WebhookRelay.Contracts;

namespace WebhookRelay.Consumer;

/// <summary>
/// Makes MassTransit read the relay's messages (<c>application/cloudevents+json</c> without an envelope) as
/// <see cref="LabelboxEvent"/>. For a service that configures its own endpoint:
/// <c>endpoint.AddDeserializer(new LabelboxEventDeserializer(), isDefault: true)</c>.
/// </summary>
public sealed class LabelboxEventDeserializer : ISerializerFactory, IMessageDeserializer
{
    private static readonly SystemTextJsonRawMessageSerializer Plain = new(RawSerializerOptions.AnyMessageType);

    /// <inheritdoc />
    public ContentType ContentType { get; } = new(EventExchange.ContentType);

    /// <inheritdoc />
    public IMessageSerializer CreateSerializer() => Plain;

    /// <inheritdoc />
    public IMessageDeserializer CreateDeserializer() => this;

    /// <inheritdoc />
    /// <exception cref="System.Text.Json.JsonException">The message is not an event.</exception>
    public ConsumeContext Deserialize(ReceiveContext receiveContext) =>
        new BodyConsumeContext(receiveContext, Deserialize(receiveContext.Body, receiveContext.TransportHeaders, receiveContext.InputAddress));

    /// <inheritdoc />
    /// <exception cref="System.Text.Json.JsonException">The message is not an event.</exception>
    public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null) =>
        new EventSerializerContext(Plain, LabelboxEvent.Parse(body.GetBytes()), headers, destinationAddress);

    /// <inheritdoc />
    public MessageBody GetMessageBody(string text) => Plain.GetMessageBody(text);

    /// <inheritdoc />
    public void Probe(ProbeContext context) => Plain.Probe(context);
}
