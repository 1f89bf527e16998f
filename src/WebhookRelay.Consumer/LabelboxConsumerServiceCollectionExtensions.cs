using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WebhookRelay.Consumer.Handling;
using WebhookRelay.Consumer.Inboxes;
using WebhookRelay.Consumer.Receiving;

namespace WebhookRelay.Consumer;

/// <summary>Registers typed, ordered, idempotent consumers of Labelbox's events.</summary>
public static class LabelboxConsumerServiceCollectionExtensions
{
    extension(IServiceCollection services)
    {
        /// <summary>
        /// Adds the consumers with their own bus, so that the service can use MassTransit for its own messages too.
        /// The settings come from the section <c>LabelboxConsumers</c>, see <see cref="LabelboxConsumerOptions"/>; an invalid
        /// setting stops the host's start.
        /// </summary>
        /// <param name="configure">Registers the handlers.</param>
        /// <exception cref="InvalidOperationException">No handler was added, or this was called twice: a service has one queue.</exception>
        public IServiceCollection AddLabelboxConsumers(Action<LabelboxConsumersBuilder> configure)
        {
            if (services.Any(service => service.ServiceType == typeof(HandlerRegistry)))
            {
                throw new InvalidOperationException("AddLabelboxConsumers was called twice. A service has one queue: add every handler in one call.");
            }

            services.AddOptions<LabelboxConsumerOptions>().BindConfiguration(LabelboxConsumerOptions.Section).ValidateOnStart();
            var consumers = new LabelboxConsumersBuilder(services);
            configure(consumers);
            if (consumers.Bindings.Count is 0)
            {
                throw new InvalidOperationException("AddLabelboxConsumers needs at least one handler: call AddHandler<T>() in it.");
            }

            services.AddSingleton<IValidateOptions<LabelboxConsumerOptions>, LabelboxConsumerOptionsValidator>();
            services.TryAddSingleton(TimeProvider.System);
            services.AddSingleton(new HandlerRegistry(consumers.Bindings));
            services.TryAddSingleton(provider => new LabelboxPayloads(provider.GetRequiredService<IOptions<LabelboxConsumerOptions>>().Value.PayloadKey));
            services.AddSingleton<InboxRedis>();
            services.AddSingleton<Inbox>();
            services.AddSingleton<HandlerInvoker>();
            services.AddSingleton<HandlerPipeline>();
            services.AddSingleton<RowOrderFilter>();
            services.AddSingleton<ShutdownSignal>();
            services.AddSingleton<ConsumerBus>();
            services.AddHostedService(provider => provider.GetRequiredService<ConsumerBus>());
            services.AddHealthChecks().AddCheck<ConsumerHealth>("labelbox-consumers");
            return services;
        }
    }
}
