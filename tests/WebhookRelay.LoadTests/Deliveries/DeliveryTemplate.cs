using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using WebhookRelay.Benchmarks;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.LoadTests.Deliveries;

/// <summary>Generates requests of one size and equal length. They differ only in id, data row, label, time and signature.</summary>
internal sealed class DeliveryTemplate
{
    /// <summary>Events of one data row are processed in order, so too few rows would serialize the relay.</summary>
    public const int DataRows = 3_000;

    public const string Topic = "LABEL_UPDATED";

    private const string Marker = "delivery-";
    private const string Signature = "sha1=";

    private static readonly DateTime FirstUpdate = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly byte[] Secret = Encoding.UTF8.GetBytes(Sender.Secret);

    private readonly byte[] _request;
    private readonly int _idInHeader;
    private readonly int _signature;
    private readonly int _idInBody;
    private readonly int _row;
    private readonly int _label;
    private readonly int _updated;

    public DeliveryTemplate(int bytes)
    {
        var body = Encoding.UTF8.GetString(Bodies.V2(bytes))
            .Replace("bc378cff-33fa-4732-8cf8-089d7f0c9361", "delivery-0000000000-0000000000000000", StringComparison.Ordinal)
            .Replace("clwyxjdbw2hor0887c048u5tx", "clrow00000000000000000000", StringComparison.Ordinal)
            .Replace("clwyxjvsm1o20146z3i5tff6s", "cllabel000000000000000000", StringComparison.Ordinal);
        var head = $"POST /webhook-endpoint HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n"
            + $"X-Labelbox-Event: {Topic}\r\nX-Labelbox-Id: {Marker}0000000000\r\nX-Hub-Signature: {Signature}{new string('0', 40)}\r\n\r\n";
        _request = Encoding.ASCII.GetBytes(head + body);
        BodyOffset = head.Length;
        _idInHeader = head.IndexOf(Marker, StringComparison.Ordinal) + Marker.Length;
        _signature = head.IndexOf(Signature, StringComparison.Ordinal) + Signature.Length;
        _idInBody = BodyOffset + body.IndexOf(Marker, StringComparison.Ordinal) + Marker.Length;
        _row = BodyOffset + body.IndexOf("clrow", StringComparison.Ordinal) + 5;
        _label = BodyOffset + body.IndexOf("cllabel", StringComparison.Ordinal) + 7;
        _updated = BodyOffset + body.LastIndexOf("\"updated_at\":\"", StringComparison.Ordinal) + 14;
    }

    public int Length => _request.Length;

    public int BodyOffset { get; }

    public static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"{Marker}{number:D10}");

    /// <summary>The number of the first delivery named in a text; null if there is none.</summary>
    public static int? NumberIn(ReadOnlySpan<byte> text)
    {
        var at = text.IndexOf("delivery-"u8);
        return at >= 0 && text.Length >= at + 19 && int.TryParse(text.Slice(at + 9, 10), CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>Writes the request with this number, with its own id, data row, label, time and signature.</summary>
    public void Write(int number, Span<byte> request)
    {
        _request.CopyTo(request);
        number.TryFormat(request[_idInHeader..], out _, "D10", CultureInfo.InvariantCulture);
        number.TryFormat(request[_idInBody..], out _, "D10", CultureInfo.InvariantCulture);
        (number % DataRows).TryFormat(request[_row..], out _, "D20", CultureInfo.InvariantCulture);
        number.TryFormat(request[_label..], out _, "D18", CultureInfo.InvariantCulture);
        FirstUpdate.AddSeconds(number).TryFormat(request[_updated..], out _, "yyyy-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture);
#pragma warning disable CA5350 // Labelbox signs with HMAC-SHA1.
        Span<byte> digest = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(Secret, request[BodyOffset..Length], digest);
#pragma warning restore CA5350
        Convert.TryToHexStringLower(digest, request[_signature..], out _);
    }
}
