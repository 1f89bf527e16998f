using System.Buffers;
using System.Security.Cryptography;
using System.Text;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
builder.WebHost.UseUrls($"http://127.0.0.1:{builder.Configuration["PEER_PORT"]}");
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 256 * 1024 * 1024);
var secret = Encoding.UTF8.GetBytes(builder.Configuration["PEER_SECRET"]!);
var app = builder.Build();

app.MapPost("/webhook-endpoint", async (HttpContext context) =>
{
    var request = context.Request;
    var length = (int)(request.ContentLength ?? 0);
    var body = ArrayPool<byte>.Shared.Rent(length);
    try
    {
        await request.Body.ReadExactlyAsync(body.AsMemory(0, length), context.RequestAborted);
        if (!IsSigned(secret, body.AsSpan(0, length), request.Headers["X-Hub-Signature"].ToString()))
        {
            return Results.Unauthorized();
        }
    }
    finally
    {
        ArrayPool<byte>.Shared.Return(body);
    }

    return Results.Text($$"""{"id":"{{request.Headers["X-Labelbox-Id"]}}","status":"accepted"}""", "application/json");
});

await app.RunAsync();

static bool IsSigned(byte[] secret, ReadOnlySpan<byte> body, string signature)
{
    Span<byte> digest = stackalloc byte[HMACSHA1.HashSizeInBytes];
    Span<byte> given = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // Labelbox signs with HMAC-SHA1.
    HMACSHA1.HashData(secret, body, digest);
#pragma warning restore CA5350
    return signature.StartsWith("sha1=", StringComparison.Ordinal)
        && signature.Length == 5 + (2 * digest.Length)
        && Convert.FromHexString(signature.AsSpan(5), given, out _, out _) is OperationStatus.Done
        && CryptographicOperations.FixedTimeEquals(digest, given);
}
