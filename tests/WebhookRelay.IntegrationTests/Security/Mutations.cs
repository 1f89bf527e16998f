using System.Globalization;
using System.Text;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Security;

/// <summary>Mutated valid requests and random invalid ones, from a seed.</summary>
internal sealed class Mutations(int seed)
{
    private static readonly string[] Pieces =
    [
        "\r\n", "\n", "\r", "\0", " ", "\t", ":", ";", "%00", "%2e%2e/", "/../", "//", "?", "#", "é", "\u00ff\u00fe", "chunked", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n",
        "Expect: 100-continue\r\n", "Upgrade: h2c\r\n", "Connection: keep-alive, Upgrade\r\n", "Host: a\r\nHost: b\r\n", "X-Hub-Signature-256: sha256=\r\n", "Content-Encoding: gzip\r\n", "-1",
        "18446744073709551616", "HTTP/2.0", "HTTP/0.9", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\u0016\u0003\u0001\u0002\u0000\u0001",
    ];

    private readonly Random _random = new(seed);
    private int _count;

    public byte[] Next()
    {
        if (_random.Next(20) is 0)
        {
            var noise = new byte[_random.Next(1, 2000)];
            _random.NextBytes(noise);
            return noise;
        }

        var request = Right().ToList();
        for (var damage = _random.Next(4); damage > 0; damage--)
        {
            Damage(request);
        }

        return [.. request];
    }

    private byte[] Right()
    {
        var body = SamplePayloads.V2($"row-{_count % 50}", padding: _random.Next(10) is 0 ? _random.Next(200_000) : 0);
        var chunked = _random.Next(3) is 0;
        var head = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"{(_random.Next(8) is 0 ? Pick("GET", "PUT", "TRACE", "CONNECT") : "POST")} {(_random.Next(8) is 0 ? Pick("/", "*", "/webhook-endpoint/other") : Pick("/webhook-endpoint", "/webhook-endpoint/named"))} HTTP/1.1\r\n")
            .Append(CultureInfo.InvariantCulture, $"Host: localhost\r\nContent-Type: application/json\r\nX-Labelbox-Id: fuzz-{_count++}\r\nX-Labelbox-Event: {Pick("LABEL_UPDATED", "LABEL_CREATED", "MOVE", "Unheard.Of")}\r\n")
            .Append(CultureInfo.InvariantCulture, $"X-Hub-Signature: {(_random.Next(4) is 0 ? "sha1=00" : Sender.Sha1(body))}\r\n");
        if (!chunked)
        {
            return [.. Encoding.Latin1.GetBytes($"{head}Content-Length: {body.Length}\r\n\r\n"), .. body];
        }

        var pieces = body.Chunk(_random.Next(1, 50_000)).SelectMany(piece => (byte[])[.. Encoding.ASCII.GetBytes($"{piece.Length:x}\r\n"), .. piece, .. "\r\n"u8]);
        return [.. Encoding.Latin1.GetBytes($"{head}Transfer-Encoding: chunked\r\n\r\n"), .. pieces, .. "0\r\n\r\n"u8];
    }

    private void Damage(List<byte> request)
    {
        if (request.Count is 0)
        {
            return;
        }

        // Mostly mutate the head.
        var at = _random.Next(_random.Next(3) is 0 ? request.Count : Math.Min(request.Count, 400));
        switch (_random.Next(6))
        {
            case 0:
                request[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1:
                request.InsertRange(at, Encoding.Latin1.GetBytes(Pieces[_random.Next(Pieces.Length)]));
                break;
            case 2:
                request.RemoveRange(at, Math.Min(_random.Next(1, 200), request.Count - at));
                break;
            case 3:
                request.RemoveRange(at, request.Count - at);
                break;
            case 4:
                request.InsertRange(at, [.. request.Skip(at).Take(_random.Next(1, 500))]);
                break;
            default:
                request.InsertRange(at, Enumerable.Repeat((byte)_random.Next(256), _random.Next(1, 40_000)));
                break;
        }
    }

    private string Pick(params string[] texts) => texts[_random.Next(texts.Length)];
}
