using System.Buffers;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using WebhookRelay.Ledger;

namespace WebhookRelay.Payloads;

/// <summary><c>GET /payloads/{sha256}</c>: the data that an event references, whole or in ranges.</summary>
internal sealed partial class PayloadEndpoint(DeliveryLedger ledger, PayloadAccess access, ILogger<PayloadEndpoint> logger)
{
    public IResult Get(HttpContext context, string sha256)
    {
        if (!access.Allows(context))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return TypedResults.Problem(statusCode: StatusCodes.Status401Unauthorized);
        }

        try
        {
            return DigestOf(sha256) is { } digest && ledger.Payloads.Open(digest) is { } payload
                ? Respond(context, payload, sha256)
                : TypedResults.Problem(statusCode: StatusCodes.Status404NotFound);
        }
        catch (FileNotFoundException e)
        {
            LogGone(logger, e.FileName);
            return TypedResults.Problem(statusCode: StatusCodes.Status404NotFound);
        }
        catch (LedgerUnavailableException)
        {
            context.Response.Headers.RetryAfter = "5";
            return TypedResults.Problem(statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static FileStreamHttpResult Respond(HttpContext context, PayloadStream payload, string sha256)
    {
        // The content is untrusted.
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Stream(
            payload, "application/json", entityTag: new EntityTagHeaderValue($"\"{sha256.ToLowerInvariant()}\""), enableRangeProcessing: true);
    }

    private static byte[]? DigestOf(string sha256)
    {
        var digest = new byte[SHA256.HashSizeInBytes];
        return sha256.Length == 2 * digest.Length && Convert.FromHexString(sha256, digest, out _, out _) is OperationStatus.Done ? digest : null;
    }

    [LoggerMessage(1, LogLevel.Error, "The file {Path}, which an event references, is missing; restore it from a backup")]
    private static partial void LogGone(ILogger logger, string? path);
}
