using System.Text;
using Microsoft.Extensions.Options;
using WebhookRelay.LabelboxTwin.World;

namespace WebhookRelay.LabelboxTwin;

/// <summary>The text that the twin prints once it has started.</summary>
internal static class StartupMessage
{
    public static string Of(WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<TwinOptions>>().Value;
        var workspace = app.Services.GetRequiredService<Workspace>();
        var url = app.Urls.First();
        var text = new StringBuilder($$"""
            The Labelbox twin is running.

              GraphQL   {{url}}/graphql
              API key   {{options.ApiKey}}
              control   {{url}}/twin
              seed      {{options.WorldSeed}}{{(options.Seed is null ? " (on the wall clock; set Twin:Seed for a repeatable run)" : string.Empty)}}
              rate      {{options.Rate}} random events a second

            Projects:

            """);
        foreach (var project in workspace.SeedData.Projects)
        {
            text.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"  {project.Id}  {project.Name}");
        }

        var image = workspace.SeedData.Projects[0].Id;
        return text.Append($$$"""

            Start a relay that registers its webhook here, in a clone of WebhookRelay:

              dotnet run --project src/WebhookRelay --launch-profile twin

            Or start a relay that accepts the secret of the commands below:

              Receiving__Secrets__0=example_secret dotnet run --project src/WebhookRelay

            and register its webhook through the API (V1):

              curl {{{url}}}/graphql -H 'Authorization: Bearer {{{options.ApiKey}}}' -H 'Content-Type: application/json' \
                -d '{"query":"mutation CreateWebhook { createWebhook(data:{ project:{ id:\"{{{image}}}\" }, url:\"http://localhost:3001/webhook-endpoint\", secret:\"example_secret\", topics:{ set:[ LABEL_CREATED, LABEL_UPDATED, LABEL_DELETED ] } }){ id } }"}'

            or by hand, as in Labelbox's web pages (V2), and create a label:

              curl {{{url}}}/twin/webhooks -H 'Content-Type: application/json' \
                -d '{"project":"image","url":"http://localhost:3001/webhook-endpoint","secret":"example_secret"}'
              curl {{{url}}}/twin/labels -H 'Content-Type: application/json' -d '{"project":"image"}'

            """).ToString();
    }
}
