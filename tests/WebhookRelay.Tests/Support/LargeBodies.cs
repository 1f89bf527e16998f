using WebhookRelay.Ledger;

namespace WebhookRelay.Tests.Support;

/// <summary>Bodies that are treated as large, whatever their size.</summary>
internal static class LargeBodies
{
    public static string[] Named(string ledgerPath) => Directory.GetFiles(Path.Combine(ledgerPath, "payloads"));

    public static string[] Incoming(string ledgerPath) => Directory.GetFiles(Path.Combine(ledgerPath, "payloads", "incoming"));

    public static async Task<IncomingPayload> WriteAsync(DeliveryLedger ledger, byte[] bytes)
    {
        var incoming = ledger.Payloads.Create(bytes.Length);
        await incoming.WriteAsync(Segments.Of(bytes, 4));
        return incoming;
    }

    public static async Task<AppendResult> AppendAsync(DeliveryLedger ledger, string id, byte[] bytes)
    {
        using var incoming = await WriteAsync(ledger, bytes);
        using var kept = await ledger.Payloads.StoreAsync(incoming);
        return await ledger.AppendAsync(new VerifiedDelivery(id, "LABEL_UPDATED", string.Empty, "mark", [], kept.Body, TraceParent: null));
    }
}
