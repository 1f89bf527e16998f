using System.Text;
using WebhookRelay.Benchmarks;
using WebhookRelay.IntegrationTests.Support;
using WebhookRelay.Labelbox;
using WebhookRelay.Ledger;
using WebhookRelay.LoadTests.Contestants;
using WebhookRelay.LoadTests.Deliveries;

namespace WebhookRelay.LoadTests.Measures;

/// <summary>Creates a ledger with unsettled entries before the relay starts.</summary>
internal static class UnsettledLedger
{
    public static Task FillAsync(BenchmarkRun benchmark, DeliveryFile file, int count) => LedgerFill.FillAsync(
        Path.Combine(benchmark.Folder, "ledger"), count, number => (Delivery(file, number), null), TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(1), TimeSpan.FromMilliseconds(1));

    public static VerifiedDelivery Delivery(DeliveryFile file, int number) => new(
        DeliveryTemplate.Id(number), DeliveryTemplate.Topic, string.Empty, SecretMark.Of(Encoding.UTF8.GetBytes(Sender.Secret)),
        [new("Content-Type", "application/json")], file.Body(number), TraceParent: null);
}
