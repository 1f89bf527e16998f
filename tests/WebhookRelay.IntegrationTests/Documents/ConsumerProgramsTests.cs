using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Documents;

/// <summary>Runs the programs of docs/events.md verbatim against a queue of the relay.</summary>
public sealed class ConsumerProgramsTests(SharedServers servers)
{
    private const string Page = "docs/events.md";

    private static readonly TimeSpan BuildsWithin = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Dotnet_program_prints_each_event_once()
    {
        using var folder = new TemporaryFolder();
        await SaveAsync(folder, "csharp", "consumer.cs");
        await using var build = ServerProcess.Start("dotnet", ["build", folder.File("consumer.cs"), "-o", folder.File("built")]);
        Assert.True(await build.ExitAsync(BuildsWithin) is 0, string.Join('\n', build.Output));
        await PrintsEachEventOnceAsync("dotnet", folder.File("built/consumer.dll"));
    }

    [Fact]
    public async Task Python_program_prints_each_event_once()
    {
        using var folder = new TemporaryFolder();
        await SaveAsync(folder, "python", "consumer.py");
        await SkipUnlessAsync("python3-pika is not installed: apt-get install python3-pika", "/usr/bin/python3", "-c", "import pika");
        await PrintsEachEventOnceAsync("/usr/bin/python3", folder.File("consumer.py"));
    }

    [Fact]
    public async Task Node_program_prints_each_event_once()
    {
        using var folder = new TemporaryFolder();
        await SaveAsync(folder, "javascript", "consumer.mjs");
        await SkipUnlessAsync("npm cannot install amqplib: Node.js 18 or newer with npm, and access to a package registry, are needed", "npm", "install", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=0", "--fetch-timeout=20000", "--prefix", folder.Path, "amqplib@2.3.1");
        await PrintsEachEventOnceAsync("node", folder.File("consumer.mjs"));
    }

    [Fact]
    public async Task Java_program_prints_each_event_once()
    {
        const string Packages = "default-jdk-headless librabbitmq-client-java libjackson2-databind-java";
        using var folder = new TemporaryFolder();
        await SaveAsync(folder, "java", "Consumer.java");
        await SkipUnlessAsync($"Java or its libraries are not installed: apt-get install {Packages}", "javac", "-version");
        Assert.SkipUnless(File.Exists("/usr/share/java/amqp-client.jar") && File.Exists("/usr/share/java/jackson-databind.jar"), $"Java's libraries are not installed: apt-get install {Packages}");
        await PrintsEachEventOnceAsync("java", "-cp", "/usr/share/java/*", folder.File("Consumer.java"));
    }

    /// <summary>The page names the relay's version of RabbitMQ.Client.</summary>
    [Fact]
    public void Dotnet_program_uses_the_relays_RabbitMQ_client_version()
    {
        var version = System.Xml.Linq.XDocument.Load(Repository.File("Directory.Packages.props")).Descendants("PackageVersion")
            .Single(package => string.Equals((string?)package.Attribute("Include"), "RabbitMQ.Client", StringComparison.Ordinal)).Attribute("Version")!.Value;
        Assert.Contains($"#:package RabbitMQ.Client@{version}", Markdown.Program(Page, "csharp"), StringComparison.Ordinal);
    }

    private static Task SaveAsync(TemporaryFolder folder, string language, string file) =>
        File.WriteAllTextAsync(folder.File(file), Markdown.Program(Page, language), TestContext.Current.CancellationToken);

    private static async Task SkipUnlessAsync(string reason, string command, params string[] arguments)
    {
        try
        {
            await using var probe = ServerProcess.Start(command, arguments);
            Assert.SkipUnless(await probe.ExitAsync(BuildsWithin) is 0, $"{reason} ({string.Join(' ', probe.Output.TakeLast(3))})");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip(reason);
        }
    }

    private async Task PrintsEachEventOnceAsync(string command, params string[] arguments)
    {
        await using var line = await servers.OpenAsync(("Subscribers__training__Topics__0", "LABEL_UPDATED"));
        await line.Relay.HealthShowsAsync("subscriber:training", "up");
        await using var broker = await line.ConnectAsync();
        await line.AcceptedAsync(SamplePayloads.V2(dataRow: "row-1"), "first");
        await line.Relay.EndsAsync("first", "Relayed");

        // The broker can redeliver an event at any time; simulate that with a copy.
        var copy = Assert.Single(await line.Queue.ReadAsync(1));
        await using (var channel = await broker.CreateChannelAsync())
        {
            await channel.BasicPublishAsync(string.Empty, "training", mandatory: true, new RabbitMQ.Client.BasicProperties { ContentType = "application/cloudevents+json" }, copy.Body);
        }

        await line.AcceptedAsync(SamplePayloads.V2(dataRow: "row-1", updatedAt: "2024-06-05T13:00:00Z"), "second");
        await using var program = ServerProcess.Start(command, [.. arguments, line.Setting("Publishing__RabbitMq"), "training"]);
        await Eventually.TrueAsync(
            () => Task.FromResult(program.Output.Contains("second com.labelbox.label.updated row-1 label-1", StringComparer.Ordinal)),
            BuildsWithin,
            "the program prints the second event",
            () => string.Join('\n', program.Output));
        Assert.Equal(
            ["first com.labelbox.label.updated row-1 label-1", "second com.labelbox.label.updated row-1 label-1"],
            program.Output.Where(printed => printed.Contains("com.labelbox", StringComparison.Ordinal)));

        // Every event is acknowledged.
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, servers.Redis, line.Setting("Publishing__RabbitMq"));
        await consumers.EmptyAsync();
    }
}
