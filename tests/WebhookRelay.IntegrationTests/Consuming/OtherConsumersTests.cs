using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using WebhookRelay.Consumer;
using WebhookRelay.Contracts;
using WebhookRelay.IntegrationTests.Documents;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Consuming;

/// <summary>Any RabbitMQ client can read the queue, with or without the package.</summary>
public sealed class OtherConsumersTests(SharedServers servers)
{
    private const string Python = "/usr/bin/python3";

    [Fact]
    public async Task One_queue_is_readable_by_the_package_plain_MassTransit_and_Python()
    {
        await using var line = await servers.OpenAsync(("Subscribers__training__Topics__0", "LABEL_UPDATED"));
        await line.Relay.HealthShowsAsync("subscriber:training", "up");
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, servers.Redis, line.Setting("Publishing__RabbitMq"));

        var handler = new RecordedHandler();
        var ours = await consumers.StartAsync(handlers => handlers.AddHandler<RecordingConsumer<LabelUpdated>>(), handler);
        await line.AcceptedAsync(SamplePayloads.V2(dataRow: "row-1"), "ours");
        Assert.Equal("ours", Assert.Single(await handler.CalledAsync(1)).Event.Id);
        await consumers.EmptyAsync();
        await ours.StopAsync(TestContext.Current.CancellationToken);

        var plain = new PlainMassTransit.Received();
        using (var theirs = PlainMassTransit.Host(line.Setting("Publishing__RabbitMq"), plain))
        {
            await theirs.StartAsync(TestContext.Current.CancellationToken);
            await line.AcceptedAsync(SamplePayloads.V2(dataRow: "row-1", updatedAt: "2024-06-05T13:00:00Z"), "plain");
            var read = await plain.First.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            Assert.Equal(("plain", "com.labelbox.label.updated", "row-1", "row-1"), (read.Id, read.Type, read.Subject, read.Data!.Value.GetProperty("data_row").GetProperty("id").GetString()));
            await consumers.EmptyAsync();
            await theirs.StopAsync(TestContext.Current.CancellationToken);
        }

        await line.AcceptedAsync(SamplePayloads.V2(dataRow: "row-1", updatedAt: "2024-06-05T14:00:00Z"), "snake");
        await using (var import = ServerProcess.Start(Python, ["-c", "import pika"]))
        {
            if (await import.ExitAsync() is not 0)
            {
                Assert.Skip("python3-pika is not installed: apt-get install python3-pika");
            }
        }

        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("consumer.py"), Markdown.Program("docs/events.md", "python"), TestContext.Current.CancellationToken);
        await using var python = ServerProcess.Start(Python, [folder.File("consumer.py"), line.Setting("Publishing__RabbitMq"), "training"]);
        await Eventually.TrueAsync(() => Task.FromResult(python.Output.Count > 0 || python.HasExited), TimeSpan.FromSeconds(30), "the program prints");
        Assert.Equal(["snake com.labelbox.label.updated row-1 label-1"], python.Output);
        await consumers.EmptyAsync();
    }

    [Fact]
    public async Task Service_can_use_the_deserializer_on_its_own_bus()
    {
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, servers.Redis);
        var read = new TaskCompletionSource<LabelboxEvent>(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.UsingRabbitMq((_, rabbit) =>
            {
                rabbit.Host(new Uri(servers.Rabbit.VhostUri(consumers.Vhost)));
                rabbit.ReceiveEndpoint("their-own", endpoint =>
                {
                    endpoint.ConfigureConsumeTopology = false;
                    endpoint.Bind(EventExchange.Name, binding =>
                    {
                        binding.ExchangeType = EventExchange.Type;
                        binding.RoutingKey = RoutingKey.Pattern(LabelboxTopic.LabelDeleted, projectId: null);
                    });
                    endpoint.AddDeserializer(new LabelboxEventDeserializer(), isDefault: true);
                    endpoint.Handler<LabelboxEvent>(context =>
                    {
                        read.TrySetResult(context.Message);
                        return Task.CompletedTask;
                    });
                });
            });
        });
        var handler = new RecordedHandler();
        builder.Configuration.Sources.Add(new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource { InitialData = consumers.Settings });
        builder.Services.AddSingleton(handler);
        builder.Services.AddLabelboxConsumers(handlers => handlers.AddHandler<RecordingConsumer<LabelUpdated>>());
        builder.Services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(
            async () => (await servers.Rabbit.CtlAsync("-q", "list_bindings", "-p", consumers.Vhost, "destination_name", "routing_key")).Contains("training\tlabel.updated.*", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60),
            "the queue is bound");
        await consumers.Events.PublishAsync("deleted", header: "LABEL_DELETED");
        await consumers.Events.PublishAsync("updated");

        Assert.Equal("deleted", (await read.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).Id);
        Assert.Equal("updated", Assert.Single(await handler.CalledAsync(1)).Event.Id);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Readme_shows_the_tested_MassTransit_code()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "WebhookRelay.sln")))
        {
            root = root.Parent!;
        }

        var source = await File.ReadAllLinesAsync(Path.Combine(root.FullName, "tests/WebhookRelay.IntegrationTests/Consuming/PlainMassTransit.cs"), TestContext.Current.CancellationToken);
        var shown = source.SkipWhile(line => !line.Contains("// readme", StringComparison.Ordinal)).Skip(1).TakeWhile(line => !line.Contains("// end", StringComparison.Ordinal)).ToList();
        var readme = (await File.ReadAllLinesAsync(Path.Combine(root.FullName, "src/WebhookRelay.Consumer/README.md"), TestContext.Current.CancellationToken)).Select(line => line.Trim()).ToHashSet(StringComparer.Ordinal);
        Assert.NotEmpty(shown);
        Assert.All(shown, line => Assert.Contains(line.Trim(), readme));
    }
}
