using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Security;

/// <summary>Fuzzes the public port on real Kestrel with a fixed number of random and mutated requests from a fixed seed.</summary>
public sealed partial class FuzzTests
{
    private const int Seed = 20240605;
    private const int Requests = 4096;
    private const int AtOnce = 64;
    private const long Grows = 96L << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(60);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Random_requests_never_crash_hang_or_leak()
    {
        await using var relay = await RelayProcess.StartAsync(
            ("Receiving__Webhooks__named__Secrets__0", Sender.Secret), ("Receiving__InFlightBytes", "8388608"), ("DOTNET_GCHeapHardLimit", "0x18000000"));
        var mutations = new Mutations(Seed);
        var statuses = new Dictionary<int, int>();
        long warm = 0;
        for (var sent = 0; sent < Requests; sent += AtOnce)
        {
            var batch = Enumerable.Range(0, AtOnce).Select(_ => mutations.Next()).ToList();
            foreach (var status in (await Task.WhenAll(batch.Select(request => AnswersAsync(relay.PublicUrl, request)))).SelectMany(each => each))
            {
                statuses[status] = statuses.GetValueOrDefault(status) + 1;
            }

            if (sent >= Requests / 3 && warm is 0)
            {
                warm = Resident(relay.Id);
            }
        }

        var seen = string.Join(", ", statuses.OrderBy(status => status.Key).Select(status => $"{status.Key}: {status.Value}"));
        TestContext.Current.SendDiagnosticMessage(seen);
        // 505 is Kestrel's response to an unknown HTTP version.
        Assert.All(statuses.Keys.Where(status => status >= 500), status => Assert.True(status is 503 or 505, seen));
        // Correctly signed requests were accepted; wrong signatures and invalid HTTP were not.
        Assert.All((int[])[200, 400, 401, 404, 405], status => Assert.True(statuses.GetValueOrDefault(status) > 20, seen));
        Assert.True(Resident(relay.Id) < warm + Grows, $"Grown from {warm} to {Resident(relay.Id)} bytes.");

        Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("row-1"), "after-all"));
        await relay.EndsAsync("after-all", "Relayed");
        Assert.DoesNotContain(relay.Output, line => line.Contains("\"@l\":\"Error\"", StringComparison.Ordinal) || line.Contains("\"@l\":\"Fatal\"", StringComparison.Ordinal));
    }

    /// <summary>The statuses of all responses until the server closes the connection.</summary>
    private static async Task<List<int>> AnswersAsync(Uri server, byte[] request)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Ending);
        deadline.CancelAfter(AnswersWithin);
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port, deadline.Token);
        var stream = client.GetStream();
        var answer = new StringBuilder();
        var ended = false;
        try
        {
            // Read while writing, because a server that has rejected a request does not read the rest.
            var writing = WriteAsync();
            using var reader = new StreamReader(stream, Encoding.Latin1);
            var buffer = new char[8192];
            while (true)
            {
                var reading = reader.ReadAsync(buffer, deadline.Token).AsTask();
                if (await Task.WhenAny(reading, Task.Delay(Patience, deadline.Token)) != reading && !ended)
                {
                    // The server waits for the rest of an incomplete request.
                    ended = true;
                    client.Client.Shutdown(SocketShutdown.Send);
                }

                if (await reading is var count and > 0)
                {
                    answer.Append(buffer, 0, count);
                    continue;
                }

                break;
            }

            await writing;
        }
        catch (IOException)
        {
            // Closed with unread bytes.
        }

        return [.. StatusLine().Matches(answer.ToString()).Select(line => int.Parse(line.Groups["status"].Value, CultureInfo.InvariantCulture))];

        async Task WriteAsync()
        {
            await stream.WriteAsync(request, deadline.Token);
            // The last request asks to close the connection.
            await stream.WriteAsync("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray(), deadline.Token);
        }
    }

    private static long Resident(int process)
    {
        using var relay = System.Diagnostics.Process.GetProcessById(process);
        return relay.WorkingSet64;
    }

    [GeneratedRegex("^HTTP/1.1 (?<status>[0-9]{3}) ", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StatusLine();
}
