using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using WebhookRelay.Consumer;

namespace WebhookRelay.Tests.Consumer;

public sealed class ConsumerOptionsTests
{
    private static readonly Dictionary<string, string?> Fine = new(StringComparer.Ordinal)
    {
        ["LabelboxConsumers:RabbitMq"] = "amqp://guest:guest@127.0.0.1:5672/vhost",
        ["LabelboxConsumers:Redis"] = "127.0.0.1:6379,password=secret",
        ["LabelboxConsumers:Queue"] = "training",
    };

    [Fact]
    public void Required_settings_suffice()
    {
        var options = Read();
        Assert.Equal("training", options.Queue);
        Assert.Equal((16, 64, 5), (options.Concurrency, options.Prefetch, options.Retries));
        Assert.Equal(TimeSpan.FromMinutes(5), Read(("Lease", "00:05:00")).Lease);
        Assert.Equal(["project-1", "project-2"], Read(("Projects:0", "project-1"), ("Projects:1", "project-2")).Projects);
    }

    [Theory]
    [InlineData("RabbitMq", "", "LabelboxConsumers:RabbitMq is missing")]
    [InlineData("RabbitMq", "http://user:hush@host", "LabelboxConsumers:RabbitMq must be a URI")]
    [InlineData("RabbitMq", "amqp://user:hush@host/a/b", "LabelboxConsumers:RabbitMq must be a URI")]
    [InlineData("Redis", "", "LabelboxConsumers:Redis is missing")]
    [InlineData("Redis", "host,hush=no", "LabelboxConsumers:Redis is not a StackExchange.Redis connection string")]
    [InlineData("Queue", "", "LabelboxConsumers:Queue is missing")]
    [InlineData("Queue", "amq.mine", "LabelboxConsumers:Queue must be")]
    [InlineData("Queue", "with space", "LabelboxConsumers:Queue must be")]
    [InlineData("Projects:0", " ", "LabelboxConsumers:Projects:0 must not be empty")]
    [InlineData("Concurrency", "0", "LabelboxConsumers:Concurrency must be between 1 and 1024")]
    [InlineData("Concurrency", "65", "LabelboxConsumers:Prefetch (64) must be at least LabelboxConsumers:Concurrency (65)")]
    [InlineData("Prefetch", "5000", "LabelboxConsumers:Prefetch must be between 1 and 4096")]
    [InlineData("Retries", "-1", "LabelboxConsumers:Retries must be between 0 and 100")]
    [InlineData("RetryAfter", "00:00:00", "LabelboxConsumers:RetryAfter must be between")]
    [InlineData("RetryAfter", "00:01:00", "must not be longer than LabelboxConsumers:LongestRetryAfter")]
    [InlineData("LongestRetryAfter", "01:00:00", "LabelboxConsumers:LongestRetryAfter must be between")]
    [InlineData("HandlerTimeout", "00:00:00", "LabelboxConsumers:HandlerTimeout must be between")]
    [InlineData("HandlerTimeout", "00:05:00", "raise the broker's consumer_timeout")]
    [InlineData("StopWithin", "01:00:00", "LabelboxConsumers:StopWithin must be between")]
    [InlineData("Lease", "00:00:00", "LabelboxConsumers:Lease must be between")]
    [InlineData("Window", "00:00:10", "LabelboxConsumers:Window must be between")]
    [InlineData("Window", "00:01:00", "LabelboxConsumers:Lease (00:10:00) must be shorter than LabelboxConsumers:Window (00:01:00)")]
    [InlineData("BrokerPatience", "00:00:10", "LabelboxConsumers:BrokerPatience must be between")]
    public void Invalid_setting_names_its_key_and_the_remedy(string key, string value, string fault)
    {
        (string, string)[] settings = key is "Window" && value is "00:01:00" ? [("Lease", "00:10:00"), (key, value)] : [(key, value)];
        var thrown = Assert.Throws<OptionsValidationException>(() => Read(settings));
        Assert.Contains(thrown.Failures, failure => failure.Contains(fault, StringComparison.Ordinal));
        Assert.DoesNotContain("hush", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invalid_setting_stops_the_host()
    {
        using var host = Host(("Queue", "")).Build();
        await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Handlers_must_be_added_once_and_at_least_one()
    {
        Assert.Contains("at least one handler", Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddLabelboxConsumers(_ => { })).Message, StringComparison.Ordinal);
        Assert.Contains("handles no event", Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddLabelboxConsumers(handlers => handlers.AddHandler<string>())).Message, StringComparison.Ordinal);
        Assert.Contains("already added", Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddLabelboxConsumers(handlers => handlers.AddHandler<Nothing>().AddHandler<Nothing>())).Message, StringComparison.Ordinal);
        var services = new ServiceCollection().AddLabelboxConsumers(handlers => handlers.AddHandler<Nothing>());
        Assert.Contains("called twice", Assert.Throws<InvalidOperationException>(() => services.AddLabelboxConsumers(handlers => handlers.AddHandler<Nothing>())).Message, StringComparison.Ordinal);
    }

    private static LabelboxConsumerOptions Read(params (string Key, string Value)[] settings)
    {
        using var host = Host(settings).Build();
        return host.Services.GetRequiredService<IOptions<LabelboxConsumerOptions>>().Value;
    }

    private static HostApplicationBuilder Host(params (string Key, string Value)[] settings)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(Fine);
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"LabelboxConsumers:{setting.Key}", (string?)setting.Value)));
        builder.Services.AddLabelboxConsumers(handlers => handlers.AddHandler<Nothing>());
        return builder;
    }

    private sealed class Nothing : IConsume<AnyEvent>
    {
        public Task ConsumeAsync(AnyEvent labelboxEvent, EventContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
