using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace WebhookRelay.IntegrationTests.Consuming;

/// <summary>A service with plain MassTransit. The README shows this code.</summary>
internal static class PlainMassTransit
{
    public static IHost Host(string broker, Received received)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        var services = builder.Services;
        services.AddSingleton(received);
        // readme
        services.AddMassTransit(bus =>
        {
            bus.AddConsumer<OnEvent>();
            bus.UsingRabbitMq((context, rabbit) =>
            {
                rabbit.Host(new Uri(broker));
                rabbit.ReceiveEndpoint("training", endpoint =>
                {
                    endpoint.SetQuorumQueue();
                    endpoint.SetQueueArgument("x-delivery-limit", int.MaxValue);
                    endpoint.ConfigureConsumeTopology = false;
                    endpoint.UseRawJsonDeserializer(RawSerializerOptions.AnyMessageType, isDefault: true);
                    endpoint.ConfigureConsumer<OnEvent>(context);
                });
            });
        });
        // end
        return builder.Build();
    }

    internal sealed record CloudEvent(string Id, string Type, string? Subject, string? ReplayId, JsonElement? Data);

    internal sealed class OnEvent(Received received) : IConsumer<CloudEvent>
    {
        public Task Consume(ConsumeContext<CloudEvent> context)
        {
            received.Take(context.Message);
            return Task.CompletedTask;
        }
    }

    internal sealed class Received
    {
        private readonly TaskCompletionSource<CloudEvent> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<CloudEvent> First => _first.Task;

        public void Take(CloudEvent cloudEvent) => _first.TrySetResult(cloudEvent);
    }
}
