using WebhookRelay.IntegrationTests.CommandLine;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Starting;

/// <summary>An invalid configuration stops the start with one message that names every key.</summary>
public sealed class ConfigurationTests
{
    [Fact]
    public async Task All_configuration_errors_are_reported_at_once()
    {
        var (code, output) = await RelayProcess.RunAsync(
            [],
            ("Receiving__Secrets__0", ""),
            ("Receiving__Url", "nonsense"),
            ("Receiving__MaxBodyBytes", "0"),
            ("Management__Url", "http://0.0.0.0:3002"),
            ("Publishing__Deadline", "00:00:10"),
            ("Deduplication__Lease", "00:00:10"),
            ("Deduplication__Redis", "=,=,nonsense=1"),
            ("Subscribers__training__Topics__0", "LABEL_INVENTED"),
            ("Ledger__Path", ""),
            ("Ledger__RetainFor", "yesterday"),
            ("Ledger__RetainBytes", "-1"),
            ("Publishing__InFlight", "many"),
            ("Publishing__InFligth", "10"),
            ("Publishing__UnroutedRetry", "2.00:00:00"));

        Assert.Equal(1, code);
        foreach (var key in (string[])
            ["Receiving:Secrets:0", "Receiving:Url", "Receiving:MaxBodyBytes", "Management:ApiKey", "Deduplication:Lease", "Deduplication:Redis", "Subscribers:training:Topics:0", "Publishing:RabbitMq",
                "Ledger:RetainFor", "Ledger:RetainBytes", "Ledger:Path", "Publishing:InFlight", "InFligth", "Publishing:UnroutedRetry"])
        {
            Assert.Contains(key, output, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Publishing__RabbitMq", "localhost:5672", "Publishing:RabbitMq")]
    [InlineData("Publishing__RabbitMq", "amqp://user:hunter2@host:port/", "Publishing:RabbitMq")]
    [InlineData("Receiving__Url", "http://localhost:hunter2", "Receiving:Url")]
    [InlineData("Receiving__Url", "http://localhost:99999", "Receiving:Url")]
    [InlineData("Receiving__Url", "http://localhost:0", "Receiving:Url")]
    [InlineData("Receiving__Secret", "typo", "Secret")]
    [InlineData("Ledger__Path", "", "Ledger:Path")]
    [InlineData("Deduplication__Lease", "00:20:00", "Deduplication:Lease")]
    [InlineData("Deduplication__Window", "00:00:20", "Deduplication:Window")]
    [InlineData("Publishing__PayloadUrl", "relay-0:3002", "Publishing:PayloadUrl")]
    [InlineData("Publishing__PayloadUrl", "http://user:hunter2@relay-0:3002", "Publishing:PayloadUrl")]
    [InlineData("Publishing__InlineBytes", "1000", "Publishing:InlineBytes")]
    public async Task Configuration_error_names_its_key_and_no_password(string key, string value, string named)
    {
        var (code, output) = await RelayProcess.RunAsync([], (key, value));

        Assert.Equal(1, code);
        Assert.Contains(named, output, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Payload_key_must_differ_from_the_management_keys()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("key"), "hunter2\n", TestContext.Current.CancellationToken);
        (string, string)[] settings =
            [("Management__ApiKey", "hunter2"), ("Management__ApiKeyFile", folder.File("key")), ("Management__ReadKey", "hunter2"), ("Management__ReadKeyFile", folder.File("key"))];
        foreach (var (key, value) in settings)
        {
            var (code, output) = await RelayProcess.RunAsync([], ("Payloads__Key", "hunter2"), (key, value));

            Assert.Equal(1, code);
            Assert.Contains("Payloads:Key", output, StringComparison.Ordinal);
            Assert.DoesNotContain("hunter2", output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Management__ReadKey", "hunter2", null, null, "Management:ReadKey needs Management:ApiKey")]
    [InlineData("Management__ReadKey", "hunter2", "Management__ApiKey", "hunter2", "Management:ReadKey must differ from Management:ApiKey")]
    [InlineData("Management__ReadKeyFile", "/no/such/hunter3", "Management__ApiKey", "hunter2", "Management:ReadKeyFile: ")]
    public async Task Read_key_that_would_not_restrict_stops_the_start(string key, string value, string? other, string? otherValue, string expected)
    {
        List<(string, string)> settings = [(key, value)];
        if (other is not null)
        {
            settings.Add((other, otherValue!));
        }

        var (code, output) = await RelayProcess.RunAsync([], [.. settings]);

        Assert.Equal(1, code);
        Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_environment_but_development_needs_a_secret()
    {
        var (code, output) = await RelayProcess.RunAsync([], ("Receiving__Secrets__0", null!));
        var (staging, _) = await RelayProcess.RunAsync([], ("Receiving__Secrets__0", null!), ("ASPNETCORE_ENVIRONMENT", "Staging"), ("DOTNET_ENVIRONMENT", "Staging"));
        Assert.Equal(1, staging);

        Assert.Equal(1, code);
        Assert.Contains("Receiving:Secrets is required", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Publishing__Transport", null, "Publishing:RabbitMq is required in Production")]
    [InlineData("Publishing__Transport", "RabbitMq", "Publishing:Transport is RabbitMq, which needs Publishing:RabbitMq")]
    [InlineData("Publishing__Transport", "Kafka", "Publishing:Transport must be RabbitMq or InMemory.")]
    [InlineData("Publishing__RabbitMq", "amqp://u:hunter2@127.0.0.1:9", "Publishing:Transport is InMemory, so Publishing:RabbitMq would not be used")]
    [InlineData("Publising__RabbitMq", "amqp://u:hunter2@127.0.0.1:9", "Publising is not a section of settings. Did you mean Publishing?")]
    [InlineData("Publishing_RabbitMq", "amqp://u:hunter2@127.0.0.1:9", "Write Publishing__RabbitMq")]
    [InlineData("SecretFolder", "/run/secrets", "Did you mean SecretsFolder?")]
    public async Task Mistyped_broker_setting_stops_the_start(string key, string? value, string expected)
    {
        // Set, so that only the typo stops the start.
        List<(string, string)> settings = [("Publishing__Transport", "InMemory")];
        settings.Add((key, value!));
        var (code, output) = await RelayProcess.RunAsync([], [.. settings]);

        Assert.Equal(1, code);
        Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drain_without_a_broker_must_be_explicit()
    {
        var (code, output) = await RelayProcess.RunAsync(["--drain"], ("Publishing__Transport", null!));

        Assert.Equal(1, code);
        Assert.Contains("Publishing:RabbitMq is required", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_and_doctor_report_a_missing_broker()
    {
        await using var relay = await RelayProcess.StartAsync();

        Assert.Contains("reach no service", (string?)(await relay.ReadyAsync()).Body["checks"]!["rabbitmq"]!["reason"], StringComparison.Ordinal);
        await using var doctor = await CliProcess.RunAsync(relay, 6, ["doctor"]);
        Assert.Contains("Publishing:RabbitMq", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("events are only logged", doctor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unusable_ledger_is_named_with_the_reason()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("file"), "in the way", TestContext.Current.CancellationToken);
        var (code, output) = await RelayProcess.RunAsync([], ("Ledger__Path", folder.File("file")));

        Assert.Equal(1, code);
        Assert.Contains(folder.File("file"), output, StringComparison.Ordinal);
        Assert.Contains("cannot be opened", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ledger_in_use_is_not_opened_twice()
    {
        await using var relay = await RelayProcess.StartAsync();
        var (code, output) = await RelayProcess.RunAsync([], ("Ledger__Path", relay.LedgerPath));

        Assert.Equal(1, code);
        Assert.Contains(relay.LedgerPath, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_starts_nothing()
    {
        var (code, output) = await RelayProcess.RunAsync(["--help"]);

        Assert.Equal(0, code);
        Assert.Contains("--drain", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Now listening", output, StringComparison.Ordinal);
    }
}
