using System.Text.Json;

namespace PlainDotnet;

/// <summary>What is published: MassTransit's serializer puts its envelope around it.</summary>
public sealed record LabelboxDelivery(string Id, string Event, JsonElement Payload);
