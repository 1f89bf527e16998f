using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using WebhookRelay.Receiving;
using WebhookRelay.Starting;

namespace WebhookRelay.Management;

/// <summary>The OpenAPI document of the admin API, without the webhook endpoint.</summary>
internal static class ApiDescription
{
    public static void Describe(OpenApiOptions options)
    {
        options.ShouldInclude = described => described.RelativePath?.StartsWith(Ports.WebhookPath.TrimStart('/'), StringComparison.OrdinalIgnoreCase) is not true;
        options.AddDocumentTransformer(static (document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "WebhookRelay",
                Version = ServiceVersion.Text,
                Description = "Reads and replays received deliveries. Requires Management:ApiKey if one is configured; Management:ReadKey allows GET requests without reveal.",
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
            {
                ["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" },
                ["apiKey"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-Api-Key" },
            };
            document.Security =
            [
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", document)] = [] },
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("apiKey", document)] = [] },
            ];
            return Task.CompletedTask;
        });
    }
}
