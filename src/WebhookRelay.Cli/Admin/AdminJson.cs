using System.Text.Json.Serialization;

namespace WebhookRelay.Cli.Admin;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = MaxDepth)]
[JsonSerializable(typeof(Health))]
[JsonSerializable(typeof(RelayStatus))]
[JsonSerializable(typeof(RefusalList))]
[JsonSerializable(typeof(Activity))]
[JsonSerializable(typeof(DeliveryPage))]
[JsonSerializable(typeof(FoundList))]
[JsonSerializable(typeof(DeliveryDetails))]
[JsonSerializable(typeof(DeliveryDetail))]
[JsonSerializable(typeof(ReplayRequest))]
[JsonSerializable(typeof(Forecast))]
[JsonSerializable(typeof(Replay))]
[JsonSerializable(typeof(ReplayList))]
[JsonSerializable(typeof(SubscriberList))]
[JsonSerializable(typeof(Backup))]
[JsonSerializable(typeof(LedgerVerification))]
[JsonSerializable(typeof(SubscriptionReport))]
[JsonSerializable(typeof(ProvenEntry))]
[JsonSerializable(typeof(ProvenHead))]
[JsonSerializable(typeof(ProvenOutcome))]
internal sealed partial class AdminJson : JsonSerializerContext
{
    /// <summary>Payloads can be nested very deeply.</summary>
    public const int MaxDepth = 100_000;
}
