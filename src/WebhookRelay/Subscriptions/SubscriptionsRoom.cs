using Microsoft.Extensions.Options;
using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Subscriptions;

internal static class SubscriptionsRoom
{
    extension(WebApplicationBuilder builder)
    {
        public void AddSubscriptions()
        {
            builder.AddSection<SubscriptionsOptions>(SubscriptionsOptions.Section);
            builder.Services.AddSingleton<IValidateOptions<SubscriptionsOptions>, SubscriptionsRanges>();
            builder.Services.AddSingleton<IValidateOptions<SubscriptionsOptions>, SubscriptionsValidator>();
            builder.AddSection<LabelboxClientOptions>(LabelboxClientOptions.Section);
            builder.Services.AddLabelboxClient();
            builder.Services.AddSingleton<PublicAddress>();
            builder.Services.AddSingleton<Goals>();
            builder.Services.AddSingleton<Sightings>();
            builder.Services.AddSingleton<RecordKeeper>();
            builder.Services.AddSingleton<Replicas>();
            builder.Services.AddSingleton<Reconciler>();
            builder.Services.AddSingleton<ConditionBoard>();
            builder.Services.AddSingleton<SubscriptionKeeper>();
            builder.Services.AddHostedService(services => services.GetRequiredService<SubscriptionKeeper>());
            builder.Services.AddSingleton<SubscriptionsApi>();
        }
    }
}
