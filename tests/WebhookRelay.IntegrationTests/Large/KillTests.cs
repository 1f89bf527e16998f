using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Large;

/// <summary>SIGKILL at every step of storing a large body leaves entry and file complete, or neither.</summary>
public sealed class KillTests(SharedServers servers)
{
    private const int MiB = 1024 * 1024;

    private static readonly TimeSpan HappensWithin = TimeSpan.FromSeconds(60);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_during_upload_leaves_neither_entry_nor_file()
    {
        await using var line = await LargePayloadFixture.OpenAsync(servers);
        using var socket = new TcpClient();
        await socket.ConnectAsync(line.Relay.PublicUrl.Host, line.Relay.PublicUrl.Port, Ending);
        var body = SamplePayloads.V2("row-half", padding: 4 * MiB);
        var head = $"POST /webhook-endpoint HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n"
            + $"X-Hub-Signature: {Sender.Sha1(body)}\r\nX-Labelbox-Id: half\r\nX-Labelbox-Event: LABEL_UPDATED\r\n\r\n";
        await socket.GetStream().WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. body[..(3 * MiB)]], Ending);
        await Eventually.TrueAsync(() => line.Incoming is [var file] && new FileInfo(file).Length > MiB, HappensWithin, "half of the body is written");
        await line.Relay.KillAsync();
        Assert.Single(line.Incoming);

        await line.Relay.StartAgainAsync();
        Assert.Empty(line.Incoming);
        Assert.Empty(line.Files);
        await line.Line.NothingMoreArrivesAsync();
        Assert.Equal((200, "accepted"), await line.Relay.SendAsync(body, "half"));
    }

    /// <summary>The moments depend on the visible state of the body, plus a random delay.</summary>
    [Fact]
    public async Task Kill_at_any_moment_leaves_entry_and_file_whole_or_absent()
    {
        await using var line = await LargePayloadFixture.OpenAsync(servers);
        var deliveries = Enumerable.Range(0, 18).Select(i => new LargeDelivery($"kill-{i}", (9 * MiB) + i)).ToDictionary(delivery => delivery.Id, StringComparer.Ordinal);
        var answered = new ConcurrentDictionary<string, byte>(StringComparer.Ordinal);
        var arrived = new Dictionary<string, ReceivedEvent>(StringComparer.Ordinal);
        foreach (var (round, several) in deliveries.Values.Chunk(3).Index())
        {
            var known = line.Files;
            var sending = several.Select(delivery => SendAsync(line, delivery, answered)).ToList();
            await MomentAsync(round, line, known, sending);
            await line.Relay.KillAsync();
            await Task.WhenAll(sending);
            // A file with such a name is always complete.
            Assert.All(line.Files, file => Assert.Equal(Path.GetFileName(file), Sha256(file)));

            await line.Relay.StartAgainAsync();
            Assert.Empty(line.Incoming);
            await Eventually.TrueAsync(
                async () =>
                {
                    foreach (var message in await line.Line.Queue.ReadAllAsync())
                    {
                        arrived[message.Id] = message;
                    }

                    // A remaining file has an entry, and every entry is relayed.
                    return answered.Keys.All(arrived.ContainsKey) && Named(line).IsSubsetOf(arrived.Values.Select(message => (string)message.Json["datasha256"]!));
                },
                HappensWithin,
                "what was answered 200 arrives, and whatever has a file");
        }

        Assert.NotEmpty(arrived);
        Assert.True(Named(line).SetEquals(arrived.Keys.Select(id => deliveries[id].Sha256)), "There is a file for each entry, and no other.");
        foreach (var (id, message) in arrived)
        {
            Assert.Equal((deliveries[id].Sha256, deliveries[id].Length), await line.FetchAsync(message));
        }

        foreach (var delivery in deliveries.Values)
        {
            Assert.Equal((200, arrived.ContainsKey(delivery.Id) ? "duplicate" : "accepted"), await line.SendAsync(delivery));
        }
    }

    private static async Task SendAsync(LargePayloadFixture line, LargeDelivery delivery, ConcurrentDictionary<string, byte> answered)
    {
        try
        {
            if ((await line.SendAsync(delivery)).Status is 200)
            {
                answered[delivery.Id] = 0;
            }
        }
        catch (HttpRequestException)
        {
            // It was not acknowledged.
        }
    }

    private static Task MomentAsync(int round, LargePayloadFixture line, string[] known, List<Task> sending)
    {
        Func<bool> moment = (round % 6) switch
        {
            0 => () => line.Incoming.Length > 0,
            1 => () => line.Incoming.Any(file => Length(file) > 8 * MiB),
            2 => () => line.Incoming.Any(file => Length(file) >= 9 * MiB),
            3 => () => line.Files.Length > known.Length,
            4 => () => line.Files.Length > known.Length + 1,
            _ => () => sending.Exists(sent => sent.IsCompleted),
        };
        return Task.Run(
            () =>
            {
                // Polled without a delay, because the next step takes microseconds.
                while (!moment() && !sending.TrueForAll(sent => sent.IsCompleted))
                {
                }
            },
            Ending);
    }

    private static HashSet<string> Named(LargePayloadFixture line) => line.Files.Select(file => Path.GetFileName(file)).ToHashSet(StringComparer.Ordinal);

    private static long Length(string file)
    {
        try
        {
            return new FileInfo(file).Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }

    private static string Sha256(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
