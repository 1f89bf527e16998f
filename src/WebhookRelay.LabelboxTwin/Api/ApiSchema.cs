using System.Text;
using GraphQL;
using GraphQL.Conversion;
using GraphQL.Resolvers;
using GraphQL.Types;
using Microsoft.Extensions.Options;
using WebhookRelay.LabelboxTwin.Deliveries;
using WebhookRelay.LabelboxTwin.Exports;
using WebhookRelay.LabelboxTwin.World;
using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.LabelboxTwin.Api;

/// <summary>Builds the schema from <c>labelbox.graphql</c> and the resolvers. A field without a resolver is read from the property of its name.</summary>
internal static class ApiSchema
{
    public static ISchema Build(Workspace workspace, WebhookRegistry webhooks, ExportSchema exports, IOptions<TwinOptions> options)
    {
        var resolvers = new WebhookResolvers(workspace, webhooks, options.Value);
        var built = Schema.For(Text(), schema =>
        {
            void Answer<TResult>(string type, string field, Func<IResolveFieldContext, TResult?> answer) =>
                schema.Types.For(type).FieldFor(field).Resolver = new FuncFieldResolver<TResult>(answer);

            Answer("Query", "organization", _ => workspace.SeedData.Organization);
            Answer("Query", "project", context => resolvers.Project(Where(context)));
            Answer("Query", "webhook", context => resolvers.Webhook(Where(context)));
            Answer("Query", "user", context => resolvers.User(Where(context)));
            Answer("Mutation", "createWebhook", context => resolvers.Create(Data(context)));
            Answer("Mutation", "updateWebhook", context => resolvers.Update(Where(context), Data(context)));
            Answer("Organization", "webhooks", context => resolvers.OfOrganization(Skip(context), First(context)));
            Answer("Project", "webhooks", context => resolvers.OfProject((Project)context.Source!, Skip(context), First(context)));
            Answer("Project", "createdAt", context => ((Project)context.Source!).CreatedAt.UtcDateTime);
            Answer("Project", "updatedAt", context => ((Project)context.Source!).CreatedAt.UtcDateTime);
            Answer("Project", "organization", _ => workspace.SeedData.Organization);
            Answer("Webhook", "status", context => WebhookResolvers.Text(((Webhook)context.Source!).Status));
            Answer("Webhook", "createdAt", context => ((Webhook)context.Source!).CreatedAt.UtcDateTime);
            Answer("Webhook", "updatedAt", context => ((Webhook)context.Source!).UpdatedAt.UtcDateTime);
            Answer("Webhook", "project", context => ((Webhook)context.Source!).ProjectId is { } id ? workspace.Project(id) : null);
            Answer("Webhook", "organization", _ => workspace.SeedData.Organization);
            Answer("Webhook", "createdBy", _ => workspace.SeedData.KeyOwner);
            // Null means UTC.
            Answer<string>("User", "timezone", _ => null);
            exports.AddTo(schema);
        });
        // The names are Labelbox's, which are not all in camel case.
        built.NameConverter = DefaultNameConverter.Instance;
        ExportSchema.AddScalars(built);
        return built;
    }

    private static string? Where(IResolveFieldContext context) =>
        context.GetArgument<IDictionary<string, object?>?>("where") is { } where && where.TryGetValue("id", out var id) ? id as string : null;

    private static IDictionary<string, object?> Data(IResolveFieldContext context) => context.GetArgument<IDictionary<string, object?>>("data");

    private static int Skip(IResolveFieldContext context) => context.GetArgument("skip", 0);

    private static int First(IResolveFieldContext context) => context.GetArgument("first", 100);

    private static string Text()
    {
        using var resource = typeof(ApiSchema).Assembly.GetManifestResourceStream("labelbox.graphql")!;
        using var reader = new StreamReader(resource, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
