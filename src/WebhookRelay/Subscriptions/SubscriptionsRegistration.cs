using Microsoft.Extensions.Options;
using WebhookRelay.Labelbox.Api;
using WebhookRelay.Receiving;
using WebhookRelay.Relaying;
using WebhookRelay.Starting;

namespace WebhookRelay.Subscriptions;

internal static class SubscriptionsRegistration
{
    extension(WebApplicationBuilder builder)
    {
        public void AddSubscriptions()
        {
            builder.AddSection<SubscriptionsOptions>(SubscriptionsOptions.Section);
            builder.Services.AddSingleton<IValidateOptions<SubscriptionsOptions>, SubscriptionsRangeValidator>();
            builder.Services.AddSingleton<IValidateOptions<SubscriptionsOptions>, SubscriptionsValidator>();
            builder.AddSection<LabelboxClientOptions>(LabelboxClientOptions.Section);
            builder.Services.AddLabelboxClient();
            builder.Services.AddSingleton<PublicAddress>();
            builder.Services.AddSingleton<DesiredStateReader>();
            builder.Services.AddSingleton<DeliveryObservations>();
            builder.Services.AddSingleton<IDeliveryObserver>(services => services.GetRequiredService<DeliveryObservations>());
            builder.Services.AddSingleton<IPayloadObserver>(services => services.GetRequiredService<DeliveryObservations>());
            builder.Services.AddSingleton<SubscriptionRecordStore>();
            builder.Services.AddSingleton<ReplicaSync>();
            builder.Services.AddSingleton<Reconciler>();
            builder.Services.AddSingleton<ConditionTracker>();
            builder.Services.AddSingleton<ReconcileService>();
            builder.Services.AddHostedService(services => services.GetRequiredService<ReconcileService>());
        }
    }
}
