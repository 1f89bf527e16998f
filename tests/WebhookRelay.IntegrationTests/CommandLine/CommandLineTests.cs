using System.Text.Json.Nodes;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using WebhookRelay.IntegrationTests.Administration;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.CommandLine;

/// <summary>The built command line against a relay with a broker and Redis.</summary>
public sealed class CommandLineTests(SharedServers servers)
{
    private static readonly TimeSpan HappensWithin = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Commands_send_tail_list_replay_prove_and_doctor_work_together()
    {
        await using var line = await OpenAsync();
        await using var tail = CliProcess.Start(line.Relay, ["tail", "--after", "beginning", "--json", "--count", "1"]);

        var sent = await CliProcess.RunAsync(line.Relay, 0, ["send", "--media", "video", "--topic", "LABEL_CREATED", "--id", "cli-1", "--seed", "5"]);
        Assert.Matches("^200 accepted  cli-1  LABEL_CREATED  ", sent.Output);
        Assert.Equal("cli-1", Assert.Single(await line.Queue.ReadAsync(1)).Id);
        var again = await CliProcess.RunAsync(line.Relay, 0, ["send", "--media", "video", "--topic", "LABEL_CREATED", "--id", "cli-1", "--seed", "5"]);
        Assert.Matches("^200 duplicate  cli-1  ", again.Output);

        Assert.Equal(0, await tail.ExitAsync());
        var published = Assert.Single(tail.Json);
        Assert.Equal(("cli-1", "LABEL_CREATED", "video"), ((string)published["id"]!, (string)published["labelboxevent"]!, (string)published["mediatype"]!));
        var hash = (string)published["ledgerhash"]!;

        var listed = Assert.Single((await CliProcess.RunAsync(line.Relay, 0, ["deliveries", "--topic", "LABEL_CREATED", "--state", "relayed", "--from", "1h", "--json"])).Json);
        Assert.Equal("cli-1", (string?)listed["id"]);
        var shown = await CliProcess.RunAsync(line.Relay, 0, ["deliveries", "show", "cli-1"]);
        Assert.Contains(hash, shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', shown.Output);

        var proven = await CliProcess.RunAsync(line.Relay, 0, ["prove", "cli-1", "--from", hash]);
        Assert.Contains("PROVEN: ", proven.Output, StringComparison.Ordinal);
        await CliProcess.RunAsync(line.Relay, 0, ["prove", (string)listed["sequence"]!, "--to", $"{(string)listed["sequence"]!}:{hash}"]);
        await CliProcess.RunAsync(line.Relay, 1, ["prove", "cli-1", "--from", new string('f', 64)]);

        using var admin = new Admin(line.Relay);
        await admin.KnownForecastAsync(new JsonObject { ["ids"] = new JsonArray("cli-1") });
        var forecast = await CliProcess.RunAsync(line.Relay, 5, ["replay", "--id", "cli-1"]);
        Assert.Contains($"{line.Queue.Name}\t1", forecast.Output, StringComparison.Ordinal);
        Assert.Equal(0, await line.Queue.CountAsync());
        var replayed = await CliProcess.RunAsync(line.Relay, 0, ["replay", "--id", "cli-1", "--yes", "--json"]);
        var replay = replayed.Json[1]["replay"]!;
        Assert.Equal(("completed", 1), ((string)replay["state"]!, (int)replay["relayed"]!));
        var message = Assert.Single(await line.Queue.ReadAsync(1));
        Assert.Equal(("cli-1", (string)replay["id"]!), (message.Id, (string)message.Json["replayid"]!));
        Assert.Contains((string)replay["id"]!, (await CliProcess.RunAsync(line.Relay, 0, ["replay", "list"])).Output, StringComparison.Ordinal);

        var unread = await CliProcess.RunAsync(line.Relay, 6, ["doctor"]);
        Assert.Contains($"warning  queue {line.Queue.Name}: It has no consumers; 0 messages wait.", unread.Output, StringComparison.Ordinal);
        await using var connection = await line.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        await channel.BasicConsumeAsync(line.Queue.Name, autoAck: true, new AsyncEventingBasicConsumer(channel), TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(
            async () => (await admin.GetAsync("/subscribers"))["subscribers"]!.AsArray().Any(each => string.Equals((string?)each!["queue"], line.Queue.Name, StringComparison.Ordinal) && (long?)each["consumers"] is 1),
            HappensWithin,
            "the broker counts who reads the queue");
        var well = await CliProcess.RunAsync(line.Relay, 0, ["doctor"]);
        Assert.EndsWith("All is well.", well.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Sender.Secret, $"{well.Output}{sent.Output}{shown.Output}{unread.Output}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tail_survives_relay_restarts_and_shows_every_event_once()
    {
        await using var line = await OpenAsync();
        await using var tail = CliProcess.Start(line.Relay, ["tail", "--after", "beginning", "--json"]);
        await line.AcceptedAsync(SamplePayloads.V2("row-1"), "tail-1");
        await tail.SaysAsync(said => said.Json.Count is 1, "the first event is shown");

        await line.Relay.KillAsync();
        await tail.SaysAsync(said => said.Errors.Contains("The stream was interrupted", StringComparison.Ordinal), "the interruption is reported");
        await line.Relay.StartAgainAsync();
        await line.AcceptedAsync(SamplePayloads.V2("row-2"), "tail-2");
        await tail.SaysAsync(said => said.Json.Count is 2, "the second event is shown");

        await line.Relay.TerminateAsync();
        await line.Relay.StartAgainAsync();
        await line.AcceptedAsync(SamplePayloads.V2("row-3"), "tail-3");
        await tail.SaysAsync(said => said.Json.Count is 3, "the third event is shown");
        tail.Interrupt();

        Assert.Equal(130, await tail.ExitAsync());
        Assert.Equal(["tail-1", "tail-2", "tail-3"], tail.Json.Select(line => (string?)line["id"]));
        var cursor = tail.Errors.Split("--after ")[^1].Trim();
        await line.AcceptedAsync(SamplePayloads.V2("row-4"), "tail-4");
        await using var later = await CliProcess.RunAsync(line.Relay, 0, ["tail", "--after", cursor, "--count", "1", "--project", "project-1", "--topic", "LABEL_UPDATED"]);
        Assert.EndsWith("  tail-4", later.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Large_delivery_is_sent_without_buffering()
    {
        await using var line = await OpenAsync();

        // The memory limit is a fifth of the body.
        var sent = await CliProcess.RunAsync(line.Relay, 0, ["send", "--media", "text", "--size", "200MB", "--id", "large", "--json"], ("DOTNET_GCHeapHardLimit", "0x2800000"));

        var bytes = (long)Assert.Single(sent.Json)["bytes"]!;
        Assert.InRange(bytes, 180_000_000, 220_000_000);
        var listed = Assert.Single((await CliProcess.RunAsync(line.Relay, 0, ["deliveries", "--id", "large", "--json"])).Json);
        Assert.Equal(bytes, (long)listed["bodyLength"]!);
    }

    [Fact]
    public async Task Ctrl_C_cancels_the_replay()
    {
        await using var line = await OpenAsync();
        await CliProcess.RunAsync(line.Relay, 0, ["send", "--count", "60", "--rate", "200"]);
        await line.Queue.ReadAsync(60);
        await using var replay = CliProcess.Start(line.Relay, ["replay", "--everything", "--rate", "2", "--yes"]);
        await replay.SaysAsync(said => said.Errors.Contains(" started. To cancel", StringComparison.Ordinal), "the replay started");
        replay.Interrupt();

        Assert.Equal(130, await replay.ExitAsync());
        Assert.Contains(" cancelled: ", replay.Output, StringComparison.Ordinal);
        var remembered = Assert.Single((await CliProcess.RunAsync(line.Relay, 0, ["replay", "list", "--json"])).Json);
        Assert.Equal("cancelled", (string?)remembered["state"]);
        Assert.True((int)remembered["done"]! < 60);
    }

    [Fact]
    public async Task Each_failure_has_its_exit_code_and_no_secret_is_printed()
    {
        await using var line = await OpenAsync(("Management__ApiKey", "the-admin-key"), ("Receiving__Webhooks__training__Secrets__0", "another-secret"));
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("key"), "the-admin-key\n", TestContext.Current.CancellationToken);

        await CliProcess.RunAsync(line.Relay, 4, ["doctor"]);
        var wrongKey = await CliProcess.RunAsync(line.Relay, 4, ["deliveries", "--key", "wrong-key"]);
        await CliProcess.RunAsync(line.Relay, 0, ["deliveries", "--key-file", folder.File("key")]);
        await CliProcess.RunAsync(line.Relay, 0, ["deliveries"], ("WEBHOOKRELAY_KEY", "the-admin-key"));
        await CliProcess.RunAsync(line.Relay, 0, ["send", "--webhook", "training", "--secret", "another-secret"]);
        var wrongSecret = await CliProcess.RunAsync(line.Relay, 1, ["send", "--webhook", "training"]);
        Assert.Contains("rejected with 401", wrongSecret.Errors, StringComparison.Ordinal);
        await CliProcess.RunAsync(line.Relay, 1, ["send", "--webhook", "unknown"]);
        await CliProcess.RunAsync(line.Relay, 2, ["deliveries", "--topic", "NOTHING", "--key", "the-admin-key"]);
        await CliProcess.RunAsync(line.Relay, 1, ["deliveries", "show", "nothing", "--key", "the-admin-key"]);
        await line.Relay.KillAsync();
        var away = await CliProcess.RunAsync(line.Relay, 3, ["doctor", "--key", "the-admin-key"]);
        await CliProcess.RunAsync(line.Relay, 3, ["send"]);

        var said = $"{wrongKey.Errors}{wrongSecret.Errors}{away.Errors}";
        Assert.All(["wrong-key", "the-admin-key", "another-secret", Sender.Secret], secret => Assert.DoesNotContain(secret, said, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Doctor_reports_unavailable_broker_and_Redis()
    {
        await using var relay = await RelayProcess.StartAsync(
            ("Publishing__RabbitMq", $"amqp://guest:guest@127.0.0.1:{ServerProcess.FreePort()}"), ("Deduplication__Redis", $"127.0.0.1:{ServerProcess.FreePort()}"), ("Subscribers__training__Topics__0", "LABEL_UPDATED"));
        await relay.HealthShowsAsync("redis", "degraded", HappensWithin);

        var doctor = await CliProcess.RunAsync(relay, 1, ["doctor", "--json"]);

        var findings = Assert.Single(doctor.Json)["findings"]!.AsArray();
        foreach (var (subject, severity) in new[] { ("redis", "warning"), ("rabbitmq", "fault"), ("queues", "warning"), ("relay", "note"), ("subscriber:training", "warning") })
        {
            var finding = Assert.Single(findings, finding => string.Equals((string?)finding!["subject"], subject, StringComparison.Ordinal))!;
            Assert.Equal((subject, severity), (subject, (string?)finding["severity"]));
            Assert.Equal(severity is not "note", finding["remedy"] is not null);
        }
    }

    private Task<RelayFixture> OpenAsync(params (string, string)[] settings) => servers.OpenAsync([("Publishing__RabbitMqManagement", servers.Rabbit.ManagementUri), .. settings]);
}
