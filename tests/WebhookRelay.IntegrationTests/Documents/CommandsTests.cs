using System.Text.RegularExpressions;

namespace WebhookRelay.IntegrationTests.Documents;

/// <summary>Runs the commands of the documents verbatim and checks their output.</summary>
public sealed class CommandsTests
{
    private const string Readme = "README.md";
    private const string Start = "docs/getting-started.md";
    private const string Operations = "docs/operations.md";
    private const string Export = "docs/export.md";
    private const string TwinReadme = "src/WebhookRelay.LabelboxTwin/README.md";

    /// <summary>Commands that no test runs, by prefix, with the reason.</summary>
    private static readonly Dictionary<string, string> NotRun = new(StringComparer.Ordinal)
    {
        ["Deduplication__Redis=localhost:6379"] = "its settings are those of every test with both servers",
        ["ngrok http 3001"] = "needs an account",
        ["./test.sh"] = "is what runs this",
        ["dotnet test --project tests/WebhookRelay.IntegrationTests --filter-class '*EndToEndTests'"] = "is what runs this",
        ["eval \"$(tests/debian-servers.sh"] = "installs servers of another release",
        ["ACL SETUSER relay"] = "is for Redis itself; RedisRightsTests runs with exactly these rights",
        ["rabbitmqctl add_user relay"] = "is for RabbitMQ itself; RabbitMqRightsTests runs with exactly these rights",
        ["rabbitmqctl set_permissions"] = "is for RabbitMQ itself; RabbitMqRightsTests runs with exactly these rights",
        ["deploy/secrets.sh"] = "needs a container engine; secrets.sh itself is run",
        ["dotnet publish src/WebhookRelay -c Release"] = "installs a service; check-image.sh publishes",
        ["deploy/release.sh"] = "takes minutes; check-release.sh runs it for one platform",
        ["dotnet nuget add source"] = "changes the user's sources; check-release.sh uses a source of its own",
        ["kubectl kustomize"] = "is run with the manifests' own tests",
        ["(umask 077"] = "writes the user's own secrets into the checkout",
        ["kubectl label namespace"] = "needs a cluster",
        ["kubectl -n webhookrelay port-forward"] = "needs a cluster",
        ["secret=$(kubectl"] = "needs a cluster",
        ["dotnet run --project src/WebhookRelay.Contracts.Schemas"] = "writes into the checkout; its output has tests of its own",
        ["dotnet run -c Release --project tests/WebhookRelay.Benchmarks"] = "takes long",
        ["dotnet run -c Release --project tests/WebhookRelay.LoadTests"] = "takes long and needs an idle machine",
        ["apt-get install wrk"] = "installs what only the load tests need",
        ["dotnet run -c Release --project tests/WebhookRelay.Simulation"] = "is what SimulationTests runs",
        ["WEBHOOKRELAY_FAULT_ROUNDS="] = "takes long",
        ["WEBHOOKRELAY_FAULT_SEEDS="] = "takes long",
        ["WEBHOOKRELAY_BACKLOG="] = "takes long",
        ["WEBHOOKRELAY_EXPORT_KILLS="] = "takes long",
        ["dotnet run docs/export.cs"] = "restores packages; ExportProgramTests builds and runs the program",
        ["export LABELBOX_API_KEY=..."] = "is for Labelbox itself; the export guide's commands are run against the twin",
        ["webhook-relay doctor"] = "each of its commands has tests of its own",
        ["dotnet pack src/WebhookRelay.Cli"] = "installs a tool for the user",
    };

    private static readonly string[] Run =
    [
        "dotnet run --project src/WebhookRelay", "secret=$(cat", "admin=", "ask ", "curl http://127.0.0.1:300", "Receiving__Secrets__0=example_secret dotnet run",
        "export LABELBOX_API_KEY=twin",
    ];

    /// <summary>A user's program that receives POSTs on port 8000.</summary>
    private const string Program = """
        python3 -u -c '
        import http.server, json
        class Hook(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                event = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                print("POST", self.path, event["type"])
                self.send_response(204)
                self.end_headers()
        http.server.HTTPServer(("127.0.0.1", 8000), Hook).serve_forever()'
        """;

    [Fact]
    public void Every_documented_command_is_run_or_excluded_with_a_reason()
    {
        var blocks = Markdown.Files.SelectMany(Markdown.Blocks).ToList();

        Assert.All(blocks, block => Assert.Contains(NotRun.Keys.Concat(Run), start => block.StartsWith(start, StringComparison.Ordinal)));
        Assert.All(NotRun.Keys, start => Assert.Contains(blocks, block => block.StartsWith(start, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Documented_send_and_operator_commands_work()
    {
        await Terminal.IsPossibleOrSkipAsync();
        using var terminal = new Terminal();
        terminal.RunBeside("relay", Markdown.Blocks(Start).First(block => block is "dotnet run --project src/WebhookRelay"));
        terminal.Then("listens 3001; listens 3002");
        terminal.RunBeside("hook", Program);
        terminal.Then("listens 8000");
        terminal.RunBeside("listen", Markdown.Command(Start, "dotnet run --project src/WebhookRelay.Cli -- listen"));
        // It follows from here on: what was published before is not posted.
        terminal.Then("says relay 'every event of a stream'");
        terminal.Run("sent", Markdown.Command(Start, "dotnet run --project src/WebhookRelay.Cli -- send"));
        terminal.Run("delivery", Markdown.Command(Start, "secret=$(cat"));
        terminal.Then("says relay 'Relayed (LABEL_UPDATED'; says hook 'POST /hook com.labelbox.label'");
        var asked = Markdown.Blocks(Operations)
            .Where(block => !NotRun.Keys.Any(start => block.StartsWith(start, StringComparison.Ordinal))).ToList();
        terminal.Run("settings", asked[0]);
        foreach (var (block, i) in asked.Skip(1).Select((block, i) => (block, i)))
        {
            // Watching ends after its time limit.
            terminal.Run($"asked-{i}", block.StartsWith("ask --no-buffer", StringComparison.Ordinal) ? block.Replace("\n", " || true\n", StringComparison.Ordinal) + " || true" : block);
        }

        terminal.Then("rm -f body.json");
        var output = await terminal.EndAsync();

        Assert.Contains("200 accepted", Section(output, "sent"), StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 200 OK", Section(output, "delivery"), StringComparison.Ordinal);
        Assert.Matches("""{"id":"[0-9]+","status":"accepted"}""", Section(output, "delivery"));
        Assert.Equal(13, asked.Count);
        foreach (var i in Enumerable.Range(0, asked.Count - 1))
        {
            var answer = Section(output, $"asked-{i}");
            // Without RabbitMQ there is no subscriber 'training', which gives 400.
            var refused = Regex.Count(answer, @"""status"":(400|401|403|405|415|5\d\d)", RegexOptions.None, TimeSpan.FromSeconds(1));
            Assert.True(refused == (asked[i + 1].Contains("\"subscriber\":\"training\"", StringComparison.Ordinal) ? 1 : 0), answer);
            Assert.DoesNotContain("command not found", answer, StringComparison.Ordinal);
        }

        Assert.Contains("\"deliveries\":[", Section(output, "asked-0"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Readme)]
    [InlineData(Start)]
    public async Task Two_documented_commands_lead_to_an_event_without_an_account(string page)
    {
        await Terminal.IsPossibleOrSkipAsync();
        using var terminal = new Terminal();
        terminal.RunBeside("twin", Markdown.Command(page, "dotnet run --project src/WebhookRelay.LabelboxTwin"));
        terminal.RunBeside("relay", Markdown.Command(page, "dotnet run --project src/WebhookRelay --launch-profile twin"));
        terminal.Then("listens 3003; listens 3001; listens 3002; says relay ': Relayed (LABEL_'");
        terminal.RunBeside("tail", Markdown.Command(Start, "dotnet run --project src/WebhookRelay.Cli -- tail --data"));
        terminal.Then("says tail '\"data_row\"'");
        terminal.Run("look", Markdown.Command(Start, "curl http://127.0.0.1:3002/subscriptions").Replace("\ncurl", "\necho\ncurl", StringComparison.Ordinal));
        terminal.Then("cat $HOME/relay");

        var output = await terminal.EndAsync();
        Assert.Contains("\"demo\"", Section(output, "look"), StringComparison.Ordinal);
        Assert.Contains("Subscription demo, done:", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Quarantined", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_of_the_twin_readme_lead_to_an_event()
    {
        await Terminal.IsPossibleOrSkipAsync();
        using var terminal = new Terminal();
        terminal.RunBeside("relay", Markdown.Command(TwinReadme, "Receiving__Secrets__0=example_secret"));
        terminal.RunBeside("twin", Markdown.Command(TwinReadme, "dotnet run --project src/WebhookRelay.LabelboxTwin"));
        terminal.Then("listens 3001; listens 3003");
        terminal.Run("webhook", Markdown.Command(TwinReadme, "curl http://127.0.0.1:3003/twin/webhooks"));
        terminal.Then("says relay ': Relayed (LABEL_'");

        Assert.Contains("webhook-endpoint", Section(await terminal.EndAsync(), "webhook"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_of_the_export_guide_export_the_rows_of_the_twin()
    {
        await Terminal.IsPossibleOrSkipAsync();
        using var terminal = new Terminal();
        terminal.RunBeside("twin", Markdown.Command(Export, "dotnet run --project src/WebhookRelay.LabelboxTwin"));
        terminal.Then("listens 3003");
        var commands = Markdown.Blocks(Export).Where(block => block.Contains("WebhookRelay.Cli", StringComparison.Ordinal)).ToList();
        foreach (var (block, i) in commands.Select((block, i) => (block, i)))
        {
            terminal.Run($"export-{i}", block);
        }

        terminal.Run("images", "wc -l < images.ndjson; head -1 images.ndjson");
        terminal.Run("others", "ls guide.ndjson recent.ndjson.gz later.ndjson");
        var output = await terminal.EndAsync();

        Assert.Equal(3, commands.Count);
        var balances = Regex.Matches(output, @"Announced: (?<rows>\d+) rows = (?<written>\d+) written \+ (?<filtered>\d+) filtered out; \d+ bytes = \d+ read\. Errors: 0", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        Assert.Equal(4, balances.Count);
        Assert.StartsWith(balances[0].Groups["rows"].Value, Section(output, "images").TrimStart(), StringComparison.Ordinal);
        Assert.Contains("{\"data_row\":{", Section(output, "images"), StringComparison.Ordinal);
        Assert.Contains("COMPLETE", Section(output, "export-2"), StringComparison.Ordinal);
    }

    private static string Section(string output, string name) => Regex.Match(
        output, $"<{name}>(?<text>.*?)</{name}>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["text"].Value;
}
