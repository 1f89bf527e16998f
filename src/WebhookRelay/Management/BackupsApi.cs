using WebhookRelay.Ledger;

namespace WebhookRelay.Management;

/// <summary>Backs up the ledger while it is in use.</summary>
internal sealed class BackupsApi(LedgerBackups backups)
{
    public static void Map(IEndpointRouteBuilder admin) =>
        admin.MapPost("/ledger/backups", (BackupsApi api, CancellationToken cancellationToken) => api.TakeAsync(cancellationToken))
            .Produces<BackupView>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithSummary("Backs up the ledger to a new folder under Ledger:BackupPath.")
            .WithDescription("It contains every delivery acknowledged before the request. On the same disk its files are hard links, which take no space until the ledger deletes its own. Copy it elsewhere, then delete it.");

    private async Task<IResult> TakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var backup = await Task.Run(backups.Take, cancellationToken);
            return TypedResults.Json(new BackupView(backup.Path, backup.Head), AdminJson.Default.BackupView, statusCode: StatusCodes.Status201Created);
        }
        catch (LedgerUnavailableException e)
        {
            return TypedResults.Problem(statusCode: StatusCodes.Status503ServiceUnavailable, detail: e.Message);
        }
    }
}

/// <param name="Path">The backup's folder on the service's machine.</param>
/// <param name="Head">The sequence of its newest entry; 0 if it is empty.</param>
internal sealed record BackupView(string Path, long Head);
