using Microsoft.Extensions.Options;
using WebhookRelay.Management;
using WebhookRelay.Publishing;

namespace WebhookRelay.Payloads;

internal static class PayloadsRegistration
{
    public const string Path = "/payloads";

    extension(IHostApplicationBuilder builder)
    {
        public void AddPayloads()
        {
            builder.AddSection<PayloadsOptions>(PayloadsOptions.Section);
            builder.Services.AddSingleton<IValidateOptions<PayloadsOptions>, PayloadsValidator>();
            builder.Services.AddSingleton<PayloadAccess>();
            builder.Services.AddSingleton<PayloadEndpoint>();
            if (builder.Environment.IsDevelopment())
            {
                builder.Services.AddOptions<PublishingOptions>().PostConfigure<IConfiguration>(UseLocalPayloadUrl);
            }
        }
    }

    /// <summary>In Development, subscribers run on this machine, so large payloads work without a setting.</summary>
    private static void UseLocalPayloadUrl(PublishingOptions publishing, IConfiguration configuration) =>
        publishing.PayloadUrl ??= Ports.LocalUrl(configuration[$"{ManagementOptions.Section}:{nameof(ManagementOptions.Url)}"] ?? new ManagementOptions().Url);

    extension(WebApplication app)
    {
        public void MapPayloads()
        {
            app.MapMethods($"{Path}/{{sha256}}", [HttpMethods.Get, HttpMethods.Head], (PayloadEndpoint endpoint, HttpContext context, string sha256) => endpoint.Get(context, sha256))
                .WithTags("Payloads").WithMetadata(new PayloadKeyEndpoint())
                .WithSummary("The bytes that an event names instead of holding them. Takes Payloads:Key.");
        }
    }
}
