using System.Globalization;
using System.Net.Sockets;
using System.Text;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Large;

/// <summary>Senders that send slowly, stop, or declare a wrong length leave nothing behind in the relay.</summary>
public sealed class SlowSenderTests
{
    private const string Version = "HTTP/1.1 ";
    private const int MiB = 1024 * 1024;
    private const int Drips = 100;

    private static readonly TimeSpan CutWithin = TimeSpan.FromSeconds(90);

    private static readonly byte[] Half = SamplePayloads.V2("half", padding: 2 * MiB);
    private static readonly string Signature = Sender.Sha1(Half);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Slow_senders_are_disconnected_and_leave_nothing_behind()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Threads and memory are read from /proc.");
        await using var relay = await RelayProcess.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => relay.SendAsync(SamplePayloads.V2($"warm-{i}", padding: 2 * MiB), $"warm-{i}")));
        await relay.EndedAsync(50);
        ProcessStatus.ForgetPeak(relay.Id);
        var (threads, memory) = (ProcessStatus.Read(relay.Id, "Threads"), ProcessStatus.Read(relay.Id, "VmHWM"));

        var dripping = Enumerable.Range(0, Drips).Select(_ => SendAsync(relay, declared: 2 * MiB, Half[..100], drips: true)).ToList();
        var stopped = Enumerable.Range(0, 4).Select(_ => SendAsync(relay, declared: Half.Length, Half[..^1])).ToList();
        var chunked = SendAsync(relay, declared: null, [.. Encoding.ASCII.GetBytes($"{Half.Length + 10:x}\r\n"), .. Half]);
        var closed = SendAsync(relay, declared: Half.Length, Half[..^1], closes: true);
        // Bytes beyond the declared length are parsed as another, invalid request.
        var longer = SendAsync(relay, declared: Half.Length, [.. Half, .. Half]);
        var cutShort = SendAsync(relay, declared: Half.Length - 1, Half);
        var (threadsMeanwhile, filesMeanwhile) = (0L, 0);
        await Eventually.TrueAsync(
            () =>
            {
                threadsMeanwhile = Math.Max(threadsMeanwhile, ProcessStatus.Read(relay.Id, "Threads"));
                filesMeanwhile = Math.Max(filesMeanwhile, Incoming(relay).Length);
                return dripping.TrueForAll(sent => sent.IsCompleted);
            },
            CutWithin,
            "who drips is cut off");

        Assert.All(await closed, status => Assert.Equal(400, status));
        Assert.Equal((int[])[200, 400], await longer);
        Assert.Equal(401, (await cutShort)[0]);
        Assert.All(await Task.WhenAll(dripping), statuses => Assert.Equal(408, Assert.Single(statuses)));
        Assert.All(await Task.WhenAll([.. stopped, chunked]), statuses => Assert.Equal(408, Assert.Single(statuses)));
        await Eventually.TrueAsync(() => Incoming(relay).Length is 0, CutWithin, "no file is left");

        // A body that was only declared has no file.
        Assert.InRange(filesMeanwhile, 1, Drips / 2);
        Assert.InRange(threadsMeanwhile, 0, threads + (Drips / 4));
        Assert.InRange(ProcessStatus.Read(relay.Id, "Threads"), 0, threads + (Drips / 4));
        Assert.InRange(ProcessStatus.Read(relay.Id, "VmHWM") - memory, long.MinValue, 64 * 1024);
        Assert.Equal((200, "accepted"), await relay.SendAsync(Half, "after"));
    }

    /// <summary>Sends over a socket, and returns the status of every response until the relay closes it.</summary>
    private static async Task<int[]> SendAsync(RelayProcess relay, int? declared, byte[] bytes, bool drips = false, bool closes = false)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(relay.PublicUrl.Host, relay.PublicUrl.Port, Ending);
        var stream = socket.GetStream();
        var length = declared is { } known ? $"Content-Length: {known}" : "Transfer-Encoding: chunked";
        var head = $"POST /webhook-endpoint HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{length}\r\n"
            + $"X-Hub-Signature: {Signature}\r\nX-Labelbox-Id: {Guid.NewGuid():N}\r\nX-Labelbox-Event: LABEL_UPDATED\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), Ending);
        await stream.WriteAsync(bytes, Ending);
        if (closes)
        {
            socket.Client.Shutdown(SocketShutdown.Send);
        }

        using var answered = new CancellationTokenSource();
        var dripping = drips ? DripAsync(stream, answered.Token) : Task.CompletedTask;
        var statuses = await StatusesAsync(stream);
        await answered.CancelAsync();
        await dripping;
        return statuses;
    }

    private static async Task DripAsync(NetworkStream stream, CancellationToken answered)
    {
        try
        {
            while (true)
            {
                await stream.WriteAsync("x"u8.ToArray(), answered);
                await Task.Delay(TimeSpan.FromSeconds(1), answered);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The relay closed the connection, as expected.
        }
    }

    private static async Task<int[]> StatusesAsync(NetworkStream stream)
    {
        var statuses = new List<int>();
        try
        {
            using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
            while (await reader.ReadLineAsync(Ending).AsTask().WaitAsync(CutWithin, Ending) is { } line)
            {
                // A body does not end with a line break, so the next response may start on the same line.
                if (line.IndexOf(Version, StringComparison.Ordinal) is >= 0 and var answer)
                {
                    statuses.Add(int.Parse(line.AsSpan(answer + Version.Length, 3), CultureInfo.InvariantCulture));
                }
            }
        }
        catch (IOException)
        {
            // The relay closed the connection with unread bytes.
        }

        return [.. statuses];
    }

    private static string[] Incoming(RelayProcess relay) => Directory.GetFiles(Path.Combine(relay.LedgerPath, "payloads", "incoming"));
}
