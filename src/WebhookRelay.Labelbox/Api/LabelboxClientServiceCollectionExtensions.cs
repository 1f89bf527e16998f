using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;

namespace WebhookRelay.Labelbox.Api;

/// <summary>Registers the client of Labelbox's API.</summary>
public static class LabelboxClientServiceCollectionExtensions
{
    extension(IServiceCollection services)
    {
        /// <summary>Adds <see cref="ILabelboxWebhooks"/>, which a singleton can hold.</summary>
        /// <param name="configure">Sets the key and other options.</param>
        /// <returns>The options, to bind or change them further. Invalid settings stop the host's start.</returns>
        public OptionsBuilder<LabelboxClientOptions> AddLabelboxClient(Action<LabelboxClientOptions> configure) =>
            services.AddLabelboxClient().Configure(configure);

        /// <summary>Adds <see cref="ILabelboxWebhooks"/>, which a singleton can hold.</summary>
        /// <returns>The options, to bind to a configuration section. Invalid settings stop the host's start.</returns>
        public OptionsBuilder<LabelboxClientOptions> AddLabelboxClient()
        {
            if (services.All(service => service.ServiceType != typeof(ILabelboxWebhooks)))
            {
                services.TryAddSingleton(TimeProvider.System);
                services.AddSingleton<IValidateOptions<LabelboxClientOptions>, LabelboxClientOptionsValidator>();
                services.AddTransient<ILabelboxWebhooks, LabelboxWebhooks>();
                AddTransport(services);
            }

            return services.AddOptions<LabelboxClientOptions>().ValidateOnStart();
        }
    }

    private static void AddTransport(IServiceCollection services)
    {
        var client = services.AddHttpClient<LabelboxGraphQl>();
        AddConnections(client, followsRedirects: false);
        client.AddResilienceHandler("labelbox", (pipeline, context) => Resilience.Configure(pipeline, TimeOf(context.ServiceProvider)));
        client.AddHttpMessageHandler(provider => new ApiKeyHandler(provider.GetRequiredService<IOptionsMonitor<LabelboxClientOptions>>()));
        client.AddHttpMessageHandler(provider => new ResponseHandler(TimeOf(provider)));
    }

    /// <summary>Configures connections without cookies, loggers and the host's resilience handlers.</summary>
    /// <param name="client">The client.</param>
    /// <param name="followsRedirects">Must be false where the key or a secret is sent: a redirect could send it to an unknown address.</param>
    internal static void AddConnections(IHttpClientBuilder client, bool followsRedirects) => client
        .ConfigureHttpClient(http => http.Timeout = Timeout.InfiniteTimeSpan)
        // Connections are renewed instead of handlers, so that a client can live for any time.
        .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
        .UseSocketsHttpHandler((handler, _) =>
        {
            handler.PooledConnectionLifetime = TimeSpan.FromMinutes(2);
            handler.AllowAutoRedirect = followsRedirects;
            handler.UseCookies = false;
            handler.Proxy = new ExternalProxy(HttpClient.DefaultProxy);
        })
        // The factory's loggers redact headers in the text, but pass them unredacted to structured logging.
        .RemoveAllLoggers()
        .ConfigureAdditionalHttpMessageHandlers((handlers, _) => RemoveResilience(handlers));

    /// <summary>Removes the host's default resilience handlers, which would retry any failed POST.</summary>
    private static void RemoveResilience(IList<DelegatingHandler> handlers)
    {
        foreach (var handler in handlers.OfType<ResilienceHandler>().ToList())
        {
            handlers.Remove(handler);
        }
    }

    private static TimeProvider TimeOf(IServiceProvider provider) => provider.GetRequiredService<TimeProvider>();
}
