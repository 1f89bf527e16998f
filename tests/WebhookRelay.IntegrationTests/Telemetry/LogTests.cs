using System.Text.Json.Nodes;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Telemetry;

/// <summary>The service's log output.</summary>
public sealed class LogTests
{
    private static readonly (string Key, string Value)[] Development = [("ASPNETCORE_ENVIRONMENT", "Development"), ("DOTNET_ENVIRONMENT", "Development")];

    [Fact]
    public async Task Production_log_line_has_its_rendered_message_and_properties()
    {
        await using var relay = await RelayProcess.StartAsync();
        Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("row-1"), "log-1"));
        await relay.EndsAsync("log-1", "Relayed");

        var line = JsonNode.Parse(relay.Output.First(line => line.Contains("\"log-1\"", StringComparison.Ordinal) && line.Contains("\"Outcome\"", StringComparison.Ordinal)))!;
        Assert.StartsWith("Delivery \"log-1\": Relayed (", (string)line["@m"]!, StringComparison.Ordinal);
        Assert.Equal("log-1", (string?)line["DeliveryId"]);
        Assert.DoesNotContain(relay.Output, each => each.Contains("Payload of", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Quarantined_delivery_is_logged_as_a_warning_with_its_reason()
    {
        await using var relay = await RelayProcess.StartAsync();
        Assert.Equal((200, "accepted"), await relay.SendAsync("not JSON"u8.ToArray(), "log-1"));
        await relay.EndsAsync("log-1", "Quarantined");

        var line = JsonNode.Parse(relay.Output.First(line => line.Contains("\"Quarantined\"", StringComparison.Ordinal)))!;
        Assert.Equal("Warning", (string?)line["@l"]);
        Assert.DoesNotContain("null", (string)line["@m"]!, StringComparison.Ordinal);
        Assert.NotEqual(string.Empty, (string?)line["Error"]);
    }

    [Fact]
    public async Task Development_shows_each_payload_cut_at_4_KB()
    {
        await using var relay = await RelayProcess.StartAsync(Development);
        Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("row-1", padding: 9000), "log-1"));
        Assert.Equal((200, "accepted"), await relay.SendAsync("not JSON \e[2J"u8.ToArray(), "log-2"));

        await relay.WaitForLogAsync(line => line.Contains("Payload of log-1 (LABEL_UPDATED, ", StringComparison.Ordinal));
        await relay.WaitForLogAsync(line => line.EndsWith("characters more", StringComparison.Ordinal));
        await relay.WaitForLogAsync(line => line.Contains("not JSON \\u001b[2J", StringComparison.Ordinal));
        Assert.Contains(relay.Output, line => line.Contains("\"id\": \"row-1\"", StringComparison.Ordinal));
        Assert.DoesNotContain(relay.Output, line => line.Contains("null", StringComparison.Ordinal) && line.Contains("Event com.labelbox", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Payloads_are_logged_only_if_enabled()
    {
        await using var shown = await RelayProcess.StartAsync(("Logging__Payloads", "true"));
        await using var hidden = await RelayProcess.StartAsync([.. Development, ("Logging__Payloads", "false")]);
        foreach (var relay in (RelayProcess[])[shown, hidden])
        {
            Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("row-1"), "log-1"));
        }

        await shown.WaitForLogAsync(line => line.Contains("Payload of", StringComparison.Ordinal));
        await hidden.WaitForLogAsync(line => line.Contains("Event com.labelbox.label.updated log-1", StringComparison.Ordinal));
        Assert.DoesNotContain(hidden.Output, line => line.Contains("Payload of", StringComparison.Ordinal));

        var (code, output) = await RelayProcess.RunAsync([], ("Logging__Payloads", "sometimes"));
        Assert.Equal(1, code);
        Assert.Contains("Logging:Payloads must be true or false.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminal_text_uses_the_default_colour()
    {
        // `script` gives the service a terminal.
        await using var relay = await RelayProcess.StartInTerminalAsync(Development);
        await relay.WaitForLogAsync(line => line.Contains("admin API", StringComparison.Ordinal));

        Assert.Contains(relay.Output, line => line.Contains("\e[32mINF", StringComparison.Ordinal));
        Assert.DoesNotContain(relay.Output, line => line.Contains("\e[38;5;0015m", StringComparison.Ordinal) || line.Contains("\e[37", StringComparison.Ordinal) || line.Contains("\e[97m", StringComparison.Ordinal));
    }
}
