using WebhookRelay.Inspector;
using WebhookRelay.Management;

namespace WebhookRelay.Inspecting;

internal static class InspectingRegistration
{
    private const string Index =
        "WebhookRelay's management port. Inspector: /inspect. Health: /health/ready. Metrics: /metrics. Admin API: /openapi/v1.json, or the command line 'webhook-relay doctor'. Deliveries go to the other port (Receiving:Url), to /webhook-endpoint.\n";

    extension(WebApplicationBuilder builder)
    {
        public void AddInspecting()
        {
            builder.Services.AddSingleton<InspectorSessions>();
            builder.Services.AddSingleton<InspectorGuard>();
            builder.Services.AddSingleton<LoginLimit>();
            builder.Services.AddSingleton<LoginEndpoints>();
            builder.Services.AddSingleton<PageWriter>();
            builder.Services.AddSingleton<FindingsReader>();
            builder.Services.AddSingleton<OverviewReader>();
            builder.Services.AddSingleton<DeliveriesReader>();
            builder.Services.AddSingleton<DeliveriesExport>();
            builder.Services.AddSingleton<LiveLists>();
            builder.Services.AddSingleton<LiveEndpoint>();
            builder.Services.AddSingleton<EntryViewReader>();
            builder.Services.AddSingleton<EntryPages>();
            builder.Services.AddSingleton<FindPages>();
            builder.Services.AddSingleton<ReplayPlanReader>();
            builder.Services.AddSingleton<ReplayPages>();
            builder.Services.AddSingleton<WebhookPages>();
        }
    }

    extension(WebApplication app)
    {
        /// <summary>The pages. They have their own guard: browsers send no key.</summary>
        public void MapInspecting()
        {
            app.MapGet("/", (HttpRequest request) => IsBrowser(request) ? Results.Redirect(InspectorGuard.Root) : TypedResults.Text(Index))
                .WithMetadata(new AnonymousEndpoint()).ExcludeFromDescription();
            var guard = app.Services.GetRequiredService<InspectorGuard>();
            var pages = app.MapGroup(InspectorGuard.Root).WithMetadata(new AnonymousEndpoint()).ExcludeFromDescription().AddEndpointFilter(guard.GuardAsync);
            pages.MapGet("/assets/{name}", (HttpContext context, string name) => Asset(context, name)).WithMetadata(new PublicPage());
            LoginEndpoints.Map(pages);
            OverviewReader.Map(pages);
            DeliveriesReader.Map(pages);
            DeliveriesExport.Map(pages);
            LiveEndpoint.Map(pages);
            EntryPages.Map(pages);
            FindPages.Map(pages);
            RefusedPages.Map(pages);
            ReplayPages.Map(pages);
            SubscriberPages.Map(pages);
            WebhookPages.Map(pages);
            pages.MapGet("/{**rest}", () => PageResult.NotFound());
        }
    }

    private static bool IsBrowser(HttpRequest request) => request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static IResult Asset(HttpContext context, string name)
    {
        if (InspectorAssets.Find(name) is not { } asset)
        {
            return PageResult.NotFound();
        }

        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return TypedResults.Bytes(asset.Bytes, asset.ContentType);
    }
}
