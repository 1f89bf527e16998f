namespace WebhookRelay.Management;

/// <summary>Reveals masked data on request, and logs it.</summary>
internal sealed partial class SecretReveal(ILogger<SecretReveal> logger)
{
    /// <summary>The query parameter.</summary>
    public const string Parameter = "reveal";

    public static bool IsTrue(string? reveal) => string.Equals(reveal, "true", StringComparison.OrdinalIgnoreCase);

    public bool IsRequested(HttpContext context, string? reveal, string deliveryId)
    {
        if (!IsTrue(reveal))
        {
            return false;
        }

        LogRevealed(logger, deliveryId, context.Connection.RemoteIpAddress?.ToString());
        return true;
    }

    [LoggerMessage(1, LogLevel.Warning, "Delivery {DeliveryId}: secrets and signed addresses are revealed to {RemoteAddress}")]
    private static partial void LogRevealed(ILogger logger, string deliveryId, string? remoteAddress);
}
