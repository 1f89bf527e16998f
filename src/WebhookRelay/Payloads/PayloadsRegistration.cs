using Microsoft.Extensions.Options;
using WebhookRelay.Normalising;
using WebhookRelay.Starting;

namespace WebhookRelay.Payloads;

internal static class PayloadsRegistration
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddPayloads()
        {
            builder.AddSection<PayloadsOptions>(PayloadsOptions.Section);
            builder.Services.AddSingleton<IValidateOptions<PayloadsOptions>, PayloadsValidator>();
            builder.Services.AddSingleton<PayloadAccess>();
            builder.Services.AddSingleton<PayloadEndpoint>();
        }
    }

    extension(WebApplication app)
    {
        public void MapPayloads()
        {
            app.MapMethods($"{DataReference.Path}/{{sha256}}", [HttpMethods.Get, HttpMethods.Head], (PayloadEndpoint endpoint, HttpContext context, string sha256) => endpoint.Get(context, sha256))
                .WithTags("Payloads").WithMetadata(new PayloadKeyEndpoint())
                .WithSummary("Returns data that an event references. Requires Payloads:Key.");
        }
    }
}
