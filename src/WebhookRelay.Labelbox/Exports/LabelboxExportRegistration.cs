using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WebhookRelay.Labelbox.Api;
using WebhookRelay.Labelbox.Listing;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>Puts the client of Labelbox's exports into a container.</summary>
public static class LabelboxExportRegistration
{
    extension(IServiceCollection services)
    {
        /// <summary>Adds <see cref="ILabelboxExports"/> and <see cref="ILabelboxListing"/>, and the client of the API that they need: set the key with <c>AddLabelboxClient</c>. A singleton may hold them.</summary>
        /// <returns>The options, to change or bind them. Settings out of range stop the start of a host.</returns>
        public OptionsBuilder<LabelboxExportOptions> AddLabelboxExports()
        {
            if (services.All(service => service.ServiceType != typeof(ILabelboxExports)))
            {
                services.AddLabelboxClient();
                services.AddSingleton<IValidateOptions<LabelboxExportOptions>, LabelboxExportOptionsValidator>();
                services.AddSingleton<ExportQuota>();
                services.AddTransient<ILabelboxExports, LabelboxExports>();
                services.AddTransient<ILabelboxListing, LabelboxListing>();
                LabelboxClientServiceCollectionExtensions.AddConnections(services.AddHttpClient<ExportFiles>(), followsRedirects: true);
            }

            return services.AddOptions<LabelboxExportOptions>().ValidateOnStart();
        }
    }
}
