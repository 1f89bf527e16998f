using System.Text;
using Microsoft.Extensions.Options;
using WebhookRelay.LabelboxTwin.World;

namespace WebhookRelay.LabelboxTwin;

/// <summary>What a person needs to know to begin.</summary>
internal static class Greeting
{
    public static string Of(WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<TwinOptions>>().Value;
        var workspace = app.Services.GetRequiredService<Workspace>();
        var url = app.Urls.First();
        var text = new StringBuilder($$"""
            The Labelbox twin is up.

              GraphQL   {{url}}/graphql
              API key   {{options.ApiKey}}
              control   {{url}}/twin
              seed      {{options.WorldSeed}}{{(options.Seed is null ? " (at the time of the wall clock; set Twin:Seed for a run that can be repeated)" : string.Empty)}}
              rate      {{options.Rate}} happenings a second by themselves

            Projects:

            """);
        foreach (var project in workspace.Founding.Projects)
        {
            text.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"  {project.Id}  {project.Name}");
        }

        var image = workspace.Founding.Projects[0].Id;
        return text.Append($$$"""

            Start a relay that registers its webhook here, in a clone of WebhookRelay:

              dotnet run --project src/WebhookRelay --launch-profile twin

            Or register a webhook as Labelbox's API does (V1):

              curl {{{url}}}/graphql -H 'Authorization: Bearer {{{options.ApiKey}}}' -H 'Content-Type: application/json' \
                -d '{"query":"mutation CreateWebhook { createWebhook(data:{ project:{ id:\"{{{image}}}\" }, url:\"http://localhost:3001/webhook-endpoint\", secret:\"example_secret\", topics:{ set:[ LABEL_CREATED, LABEL_UPDATED, LABEL_DELETED ] } }){ id } }"}'

            or by hand, as in Labelbox's web pages (V2), and make a label:

              curl {{{url}}}/twin/webhooks -H 'Content-Type: application/json' \
                -d '{"project":"image","url":"http://localhost:3001/webhook-endpoint","secret":"example_secret"}'
              curl {{{url}}}/twin/labels -H 'Content-Type: application/json' -d '{"project":"image"}'

            """).ToString();
    }
}
