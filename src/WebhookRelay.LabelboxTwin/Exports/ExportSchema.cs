using GraphQL;
using GraphQL.Resolvers;
using GraphQL.Types;
using GraphQL.Utilities;
using GraphQLParser.AST;
using WebhookRelay.LabelboxTwin.Api;
using WebhookRelay.LabelboxTwin.World;
using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.LabelboxTwin.Exports;

/// <summary>Connects the fields of <c>labelbox.graphql</c> that exports need with their resolvers.</summary>
internal sealed class ExportSchema(ExportResolvers exports, Workspace workspace)
{
    public void AddTo(SchemaBuilder schema)
    {
        foreach (var mutation in (string[])["exportDataRowsInProject", "exportDataRowsInCatalog", "exportDataRowsInSlice", "exportDataRowsInModelRun"])
        {
            Answer("Mutation", mutation, context => exports.Start(mutation, context.GetArgument<IDictionary<string, object?>>("input")));
        }

        Answer("Mutation", "cancelBulkOperationJob", context => exports.Cancel(context.GetArgument<string>("id")));
        Answer("Query", "cancelableTaskTypes", _ => exports.CancelableTypes());
        Answer("Query", "task", context => exports.Task(Id(context)));
        Answer("User", "createdTasks", context => exports.Tasks(Where(context), context.GetArgument("skip", 0), context.GetArgument("first", 100), context.GetArgument<string?>("orderBy") is "createdAt_DESC"));
        Answer<object?>("Task", "exportMetadataHeader", context => ExportResolvers.Header(Source<TaskView>(context), context.GetArgument<string>("streamType")));
        Answer<object?>("Task", "exportFileFromOffset", context => exports.File(Source<TaskView>(context), context.GetArgument<string>("streamType"), Offset(context)));
        Answer<object?>("Task", "metadata", _ => null);
        Answer("Query", "projects", context => Page(context, WorkspaceListing.Projects(workspace, Where(context))));
        Answer("Query", "datasets", context => Page(context, WorkspaceListing.Datasets(workspace, Where(context))));
        Answer("Query", "models", context => Page(context, WorkspaceListing.Models));
        Answer("Query", "model", context => WorkspaceListing.Model(Id(context)));
        Answer("Query", "modelRun", context => WorkspaceListing.Run(Id(context)));
        Answer("Query", "getSavedQuery", context => WorkspaceListing.Slice(workspace, context.GetArgument<string>("id")));
        Answer("Model", "modelRuns", context => Page(context, WorkspaceListing.Runs()));
        Answer("Organization", "projects", context => Page(context, WorkspaceListing.Projects(workspace, Where(context))));
        Answer("Project", "taskQueues", context => WorkspaceListing.TaskQueues(workspace, Source<Project>(context)));
        Answer("Query", "label", context => Known(Id(context), workspace.Label, "Label"));
        Answer("Query", "dataRow", context => Known(Id(context), workspace.Row, "DataRow"));
        Answer("DataRow", "labels", context => Labels(context, Source<DataRow>(context).Labels));
        Answer("Project", "labels", context => Labels(context, workspace.RowsOf(Source<Project>(context).Id).SelectMany(row => row.Labels)));
        Answer("Label", "createdAt", context => Source<Label>(context).CreatedAt.UtcDateTime);
        Answer("Label", "updatedAt", context => Source<Label>(context).UpdatedAt.UtcDateTime);
        Answer("Project", "lastActivityTime", context => WorkspaceListing.LastActivity(workspace, Source<Project>(context)));
        Answer("Project", "dataRowCount", context => workspace.RowsOf(Source<Project>(context).Id).Count);

        void Answer<TResult>(string type, string field, Func<IResolveFieldContext, TResult?> answer) =>
            schema.Types.For(type).FieldFor(field).Resolver = new FuncFieldResolver<TResult>(answer);
    }

    /// <summary>Labelbox's own scalars.</summary>
    public static void AddScalars(ISchema schema)
    {
        schema.RegisterType(new UInt64Scalar());
        schema.RegisterType(new JsonScalar());
    }

    private static IEnumerable<T> Page<T>(IResolveFieldContext context, IEnumerable<T> all) =>
        all.Skip(context.GetArgument("skip", 0)).Take(context.GetArgument("first", 100));

    private static IEnumerable<Label> Labels(IResolveFieldContext context, IEnumerable<Label> labels)
    {
        // Deleted labels are not kept.
        IEnumerable<Label> found = Where(context) is { } where && where.TryGetValue("deleted", out var deleted) && deleted is true ? [] : labels;
        var isNewestFirst = context.GetArgument<string?>("orderBy") is "createdAt_DESC";
        return Page(context, isNewestFirst ? found.OrderByDescending(label => label.CreatedAt) : found.OrderBy(label => label.CreatedAt));
    }

    private static T Known<T>(string? id, Func<string, T?> find, string what)
        where T : class => (id is null ? null : find(id)) ?? throw ApiError.NotFound(what, id);

    private static T Source<T>(IResolveFieldContext context) => (T)context.Source!;

    private static IDictionary<string, object?>? Where(IResolveFieldContext context) => context.GetArgument<IDictionary<string, object?>?>("where");

    private static string? Id(IResolveFieldContext context) => Where(context) is { } where && where.TryGetValue("id", out var id) ? id as string : null;

    private static long Offset(IResolveFieldContext context) =>
        Convert.ToInt64(context.GetArgument<object>("offset"), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Written as a string or as a number. Both are accepted.</summary>
    private sealed class UInt64Scalar : ScalarGraphType
    {
        public UInt64Scalar() => Name = "UInt64";

        public override object? ParseLiteral(GraphQLValue value) => value switch
        {
            GraphQLStringValue text => text.Value.ToString(),
            GraphQLIntValue number => number.Value.ToString(),
            _ => ThrowLiteralConversionError(value),
        };

        public override object? ParseValue(object? value) => value;

        public override object? Serialize(object? value) => value;
    }

    private sealed class JsonScalar : ScalarGraphType
    {
        public JsonScalar() => Name = "Json";

        public override object? ParseValue(object? value) => value;

        public override object? Serialize(object? value) => value;
    }
}
