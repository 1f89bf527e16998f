using Microsoft.Extensions.Options;
using WebhookRelay.Ledger;
using WebhookRelay.Verifying;

namespace WebhookRelay.Management;

/// <summary>Verifies the ledger while it is in use.</summary>
internal sealed partial class VerificationApi(IOptionsMonitor<LedgerOptions> options, ILogger<VerificationApi> logger) : IDisposable
{
    private readonly SemaphoreSlim _lock = new(1);

    public static void Map(IEndpointRouteBuilder admin) =>
        admin.MapPost("/ledger/verify", (VerificationApi api) => api.VerifyAsync())
            .Produces<VerificationView>().ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithSummary("Reads the whole ledger and checks every entry, body and link.")
            .WithDescription("Equals the service's --verify-ledger without --against. It reads every body, so a large ledger takes minutes.");

    public void Dispose() => _lock.Dispose();

    private async Task<IResult> VerifyAsync()
    {
        if (!await _lock.WaitAsync(TimeSpan.Zero))
        {
            return TypedResults.Problem(statusCode: StatusCodes.Status409Conflict, detail: "The ledger is already being verified. Wait for that to end.");
        }

        try
        {
            var (ledgerId, verdict) = await Task.Run(() => LedgerVerification.Run(options.CurrentValue.Path!, [], static _ => { }));
            if (verdict.Fault is { } fault)
            {
                LogFault(logger, fault);
            }

            return TypedResults.Json(new VerificationView(ledgerId, verdict.Entries, verdict.Bytes, verdict.Fault), AdminJson.Default.VerificationView);
        }
        catch (Exception e) when (e is IOException and not LedgerUnavailableException or UnauthorizedAccessException)
        {
            return TypedResults.Problem(statusCode: StatusCodes.Status503ServiceUnavailable, detail: $"The ledger was not verified. {e.Message}");
        }
        finally
        {
            _lock.Release();
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The verification of the ledger failed: {Fault}")]
    private static partial void LogFault(ILogger logger, string fault);
}

/// <param name="LedgerId">The ledger's id.</param>
/// <param name="Entries">The number of intact entries.</param>
/// <param name="Bytes">The bytes of their bodies.</param>
/// <param name="Fault">The first fault; absent if there is none.</param>
internal sealed record VerificationView(string LedgerId, long Entries, long Bytes, string? Fault);
