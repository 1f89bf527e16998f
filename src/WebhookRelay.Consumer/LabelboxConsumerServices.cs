using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WebhookRelay.Consumer.Handling;
using WebhookRelay.Consumer.Inboxes;
using WebhookRelay.Consumer.Receiving;

namespace WebhookRelay.Consumer;

/// <summary>Adds typed, ordered, idempotent consumers of Labelbox's events to a service.</summary>
public static class LabelboxConsumerServices
{
    extension(IServiceCollection services)
    {
        /// <summary>
        /// Adds the consumers, with a bus of their own: a service may use MassTransit for its own messages beside them.
        /// The settings come from the section <c>LabelboxConsumers</c>, see <see cref="LabelboxConsumerOptions"/>; a fault in
        /// them stops the host's start.
        /// </summary>
        /// <param name="configure">Adds the handlers.</param>
        /// <exception cref="InvalidOperationException">No handler was added, or it is called a second time: a service has one queue.</exception>
        public IServiceCollection AddLabelboxConsumers(Action<LabelboxConsumers> configure)
        {
            if (services.Any(service => service.ServiceType == typeof(HandlerSet)))
            {
                throw new InvalidOperationException("AddLabelboxConsumers is called twice. A service has one queue: add every handler in one call.");
            }

            services.AddOptions<LabelboxConsumerOptions>().BindConfiguration(LabelboxConsumerOptions.Section).ValidateOnStart();
            var consumers = new LabelboxConsumers(services);
            configure(consumers);
            if (consumers.Bindings.Count is 0)
            {
                throw new InvalidOperationException("AddLabelboxConsumers adds no handler: call AddHandler<T>() in it.");
            }

            services.AddSingleton<IValidateOptions<LabelboxConsumerOptions>, LabelboxConsumerValidator>();
            services.TryAddSingleton(TimeProvider.System);
            services.AddSingleton(new HandlerSet(consumers.Bindings));
            services.TryAddSingleton(provider => new LabelboxPayloads(provider.GetRequiredService<IOptions<LabelboxConsumerOptions>>().Value.PayloadKey));
            services.AddSingleton<InboxRedis>();
            services.AddSingleton<Inbox>();
            services.AddSingleton<HandlerCalls>();
            services.AddSingleton<EventLine>();
            services.AddSingleton<RowOrder>();
            services.AddSingleton<Stopping>();
            services.AddSingleton<ConsumerBus>();
            services.AddHostedService(provider => provider.GetRequiredService<ConsumerBus>());
            services.AddHealthChecks().AddCheck<ConsumerHealth>("labelbox-consumers");
            return services;
        }
    }
}
