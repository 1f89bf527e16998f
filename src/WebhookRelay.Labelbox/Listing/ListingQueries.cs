namespace WebhookRelay.Labelbox.Listing;

/// <summary>The GraphQL queries of Labelbox's own client, with only the fields that are read.</summary>
internal static class ListingQueries
{
    public const int PageSize = 100;

    public const string Project = $"query GetProjectPyApi($param_0: ID!){{project(where: {{id: $param_0}}){{{ProjectFields}}}}}";

    public const string ModelRun = "query GetModelRunPyApi($param_0: ID!){modelRun(where: {id: $param_0}){name modelId id}}";

    public const string Slice = "query getSavedQueryPyApi($id: ID!){getSavedQuery(id: $id){id name description filter createdAt updatedAt}}";

    public const string TaskQueues = "query GetProjectTaskQueuesPyApi($projectId: ID!){project(where: {id: $projectId}){taskQueues{id name description queueType dataRowCount}}}";

    private const string ProjectFields = "id name createdAt updatedAt lastActivityTime dataRowCount";
    private const string DatasetFields = "name rowCount id";
    private const string IsName = "$param_0: String!, $param_1: Boolean!";
    private const string ByName = "where: {AND: [{name: $param_0}, {deleted: $param_1}]}";
    private const string All = "where: {deleted: $param_0}";

    public static string Projects(int skip) => $"query GetProjectsPyApi($param_0: Boolean!){{projects({All} {Page(skip)}){{{ProjectFields}}}}}";

    public static string OrganizationProjects(int skip) =>
        $"query GetOrganizationProjectsPyApi($param_0: Boolean!){{organization{{projects({All} {Page(skip)}){{{ProjectFields}}}}}}}";

    public static string ProjectsByName(int skip) => $"query GetProjectsPyApi({IsName}){{projects({ByName} {Page(skip)}){{{ProjectFields}}}}}";

    public static string Datasets(int skip) => $"query GetDatasetsPyApi($param_0: Boolean!){{datasets({All} {Page(skip)}){{{DatasetFields}}}}}";

    public static string DatasetsByName(int skip) => $"query GetDatasetsPyApi({IsName}){{datasets({ByName} {Page(skip)}){{{DatasetFields}}}}}";

    public static string Models(int skip) => $"query GetModelsPyApi{{models({Page(skip)}){{name ontologyId id}}}}";

    public static string ModelRuns(int skip) =>
        $"query GetModelModelRunsPyApi($param_0: ID!){{model(where: {{id: $param_0}}){{modelRuns({Page(skip)}){{name modelId id}}}}}}";

    private static string Page(int skip) => $"skip: {skip} first: {PageSize}";
}
