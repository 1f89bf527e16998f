using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;

namespace WebhookRelay.Labelbox.Api;

/// <summary>Puts the client of Labelbox's API into a container.</summary>
public static class LabelboxClientRegistration
{
    extension(IServiceCollection services)
    {
        /// <summary>Adds <see cref="ILabelboxWebhooks"/>. A singleton may hold it.</summary>
        /// <param name="configure">Sets the key, and whatever else differs from the defaults.</param>
        /// <returns>The options, to bind or change them further. Settings out of range stop the start of a host.</returns>
        public OptionsBuilder<LabelboxClientOptions> AddLabelboxClient(Action<LabelboxClientOptions> configure) =>
            services.AddLabelboxClient().Configure(configure);

        /// <summary>Adds <see cref="ILabelboxWebhooks"/>. A singleton may hold it.</summary>
        /// <returns>The options, to bind to a section of the configuration. Settings out of range stop the start of a host.</returns>
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
        client.AddHttpMessageHandler(provider => new AnswerHandler(TimeOf(provider)));
    }

    /// <summary>Connections without cookies, loggers and the host's own resilience.</summary>
    /// <param name="client">The client.</param>
    /// <param name="followsRedirects">Never where the key or a secret is sent: it would go to an address that nobody configured.</param>
    internal static void AddConnections(IHttpClientBuilder client, bool followsRedirects) => client
        .ConfigureHttpClient(http => http.Timeout = Timeout.InfiniteTimeSpan)
        // The connections are renewed, not the handlers, so that a client may be kept for as long as anyone likes.
        .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
        .UseSocketsHttpHandler((handler, _) =>
        {
            handler.PooledConnectionLifetime = TimeSpan.FromMinutes(2);
            handler.AllowAutoRedirect = followsRedirects;
            handler.UseCookies = false;
            handler.Proxy = new ExternalProxy(HttpClient.DefaultProxy);
        })
        // The factory's own loggers redact headers in the line, but hand them over as they are to structured logging.
        .RemoveAllLoggers()
        .ConfigureAdditionalHttpMessageHandlers((handlers, _) => RemoveResilience(handlers));

    /// <summary>What a host sets as the default of all its clients would send a POST that failed again, whatever it was.</summary>
    private static void RemoveResilience(IList<DelegatingHandler> handlers)
    {
        foreach (var handler in handlers.OfType<ResilienceHandler>().ToList())
        {
            handlers.Remove(handler);
        }
    }

    private static TimeProvider TimeOf(IServiceProvider provider) => provider.GetRequiredService<TimeProvider>();
}
