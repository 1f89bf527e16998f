using System.Text.Json.Serialization;

namespace WebhookRelay.Management;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(DeliveryList))]
[JsonSerializable(typeof(DeliverySummary))]
[JsonSerializable(typeof(DeliveryDetails))]
[JsonSerializable(typeof(DeliveryDetail))]
[JsonSerializable(typeof(FilterText))]
[JsonSerializable(typeof(EventGap))]
[JsonSerializable(typeof(Proof))]
[JsonSerializable(typeof(ProvenEntry))]
[JsonSerializable(typeof(ProvenHead))]
[JsonSerializable(typeof(ProvenOutcome))]
[JsonSerializable(typeof(ReplayRequest))]
[JsonSerializable(typeof(ForecastView))]
[JsonSerializable(typeof(ReplayView))]
[JsonSerializable(typeof(ReplayList))]
[JsonSerializable(typeof(SubscriberList))]
[JsonSerializable(typeof(BackupView))]
[JsonSerializable(typeof(VerificationView))]
[JsonSerializable(typeof(SubscriptionReport))]
[JsonSerializable(typeof(ServiceStatus))]
[JsonSerializable(typeof(RefusalList))]
[JsonSerializable(typeof(FoundList))]
[JsonSerializable(typeof(TryRequest))]
[JsonSerializable(typeof(TryView))]
[JsonSerializable(typeof(ActivityView))]
internal sealed partial class AdminJson : JsonSerializerContext;
