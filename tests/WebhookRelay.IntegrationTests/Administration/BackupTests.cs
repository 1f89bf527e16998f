using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Administration;

/// <summary>Verifies and backs up a ledger in use, and restores the backup.</summary>
public sealed class BackupTests(SharedServers servers)
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Backup_under_load_contains_every_earlier_delivery_and_relays_after_restore()
    {
        await using var line = await servers.OpenAsync();
        await line.Queue.UnbindAsync();
        using var admin = new Admin(line.Relay);
        var (answered, stop) = (new ConcurrentQueue<string>(), false);
        var senders = Enumerable.Range(0, 4).Select(async sender =>
        {
            for (var i = 0; !Volatile.Read(ref stop); i++)
            {
                var id = $"load-{sender}-{i}";
                Assert.Equal((200, "accepted"), await line.SendAsync(SamplePayloads.V2($"row-{id}", padding: i % 20 is 7 ? 1_500_000 : 300), id));
                answered.Enqueue(id);
            }
        }).ToList();
        await Eventually.TrueAsync(() => Task.FromResult(answered.Count > 300), TimeSpan.FromSeconds(60), "deliveries are answered");

        string[] before = [.. answered];
        var (status, backup) = await admin.PostAsync("/ledger/backups", new JsonObject());
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal((0, ""), await VerifyAsync(line.Relay.LedgerPath, "is what was accepted"));
        Volatile.Write(ref stop, true);
        await Task.WhenAll(senders);

        var path = (string)backup["path"]!;
        Assert.StartsWith(Path.Combine(line.Relay.LedgerPath, "backups"), path, StringComparison.Ordinal);
        Assert.Equal((0, ""), await VerifyAsync(path, "is what was accepted"));
        Assert.Equal(0, await line.Relay.TerminateAsync());
        await line.Relay.StartAgainAsync(("Ledger__Path", path), ("Publishing__UnroutedRetry", "00:00:00.500"));
        var pending = (await admin.ListAsync("")).Count;
        await line.Queue.BindAgainAsync();
        Assert.InRange(pending, before.Length, answered.Count);
        var relayed = (await line.Queue.ReadAsync(pending, TimeSpan.FromMinutes(2))).Select(message => message.Id).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(before.ToHashSet(StringComparer.Ordinal), relayed);
    }

    [Fact]
    public async Task Ledger_is_compared_with_events_that_subscribers_kept()
    {
        await using var line = await servers.OpenAsync();
        await line.AcceptedAsync(SamplePayloads.V2("row-1"), "kept-1");
        await line.AcceptedAsync(SamplePayloads.V2("row-2"), "kept-2");
        var kept = await line.Queue.ReadAsync(2);
        using var folder = new TemporaryFolder();
        var file = folder.File("kept.jsonl");
        await File.WriteAllLinesAsync(file, kept.Select(message => message.Json.ToJsonString()), Ending);
        Assert.Equal((0, ""), await VerifyAsync(line.Relay.LedgerPath, "2 kept events agree", "--against", file));

        kept.Single(message => message.Id is "kept-2").Json["ledgerhash"] = new string('0', 64);
        await File.WriteAllLinesAsync(file, kept.Select(message => message.Json.ToJsonString()), Ending);
        Assert.Equal((1, ""), await VerifyAsync(line.Relay.LedgerPath, "(kept-2) has another ledgerhash than the kept event kept-2", "--against", file));
        Assert.Equal((2, ""), await VerifyAsync(line.Relay.LedgerPath, "nowhere.json", "--against", folder.File("nowhere.json")));
        Assert.Equal((2, ""), await VerifyAsync(folder.File("no-ledger"), "Ledger:Path"));
    }

    /// <summary>Asserts the exit code and shows the output if it differs.</summary>
    private static async Task<(int Code, string Unexpected)> VerifyAsync(string ledger, string said, params string[] arguments)
    {
        var (code, output) = await RelayProcess.RunAsync(["--verify-ledger", .. arguments], ("Ledger__Path", ledger));
        return (code, output.Contains(said, StringComparison.Ordinal) ? string.Empty : output);
    }
}
