using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WebhookRelay.Publishing;

namespace WebhookRelay.Tests.Publishing;

public sealed class BrokerConnectionSettingsTests
{
    [Theory]
    [InlineData("amqp://user:password@broker.example/vhost", "rabbitmq://broker.example/vhost/")]
    [InlineData("amqp://user:password@broker.example", "rabbitmq://broker.example/")]
    [InlineData("amqps://user:password@broker.example/vhost", "rabbitmqs://broker.example/vhost/")]
    [InlineData("amqp://user:password@broker.example:5673/vhost", "rabbitmq://broker.example:5673/vhost/")]
    public async Task Bus_uses_the_configured_broker(string setting, string address)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection([new("Publishing:RabbitMq", setting)]);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddPublishing();
        await using var app = builder.Build();

        Assert.StartsWith(address, app.Services.GetRequiredService<IBus>().Address.AbsoluteUri, StringComparison.Ordinal);
    }
}
