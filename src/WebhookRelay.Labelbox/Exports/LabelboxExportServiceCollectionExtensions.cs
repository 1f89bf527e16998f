using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WebhookRelay.Labelbox.Api;
using WebhookRelay.Labelbox.Listing;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>Registers the client of Labelbox's exports.</summary>
public static class LabelboxExportServiceCollectionExtensions
{
    extension(IServiceCollection services)
    {
        /// <summary>Adds <see cref="ILabelboxExports"/> and <see cref="ILabelboxListing"/>, which a singleton can hold, and the API client that they use. Set its key with <c>AddLabelboxClient</c>.</summary>
        /// <returns>The options, to change or bind to a configuration section. Invalid settings stop the host's start.</returns>
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
