using WebhookRelay.Labelbox.Listing;

namespace WebhookRelay.Tests.Labelbox.Listing;

public sealed class ListingQueriesTests
{
    private const string Project = "{id name createdAt updatedAt lastActivityTime dataRowCount}";

    /// <summary>The texts that Labelbox's own client builds, with fewer fields.</summary>
    public static TheoryData<string, string> Recorded => new()
    {
        { ListingQueries.Projects(0), "query GetProjectsPyApi($param_0: Boolean!){projects(where: {deleted: $param_0} skip: 0 first: 100)" + Project + "}" },
        { ListingQueries.ProjectsByName(100), "query GetProjectsPyApi($param_0: String!, $param_1: Boolean!){projects(where: {AND: [{name: $param_0}, {deleted: $param_1}]} skip: 100 first: 100)" + Project + "}" },
        { ListingQueries.OrganizationProjects(200), "query GetOrganizationProjectsPyApi($param_0: Boolean!){organization{projects(where: {deleted: $param_0} skip: 200 first: 100)" + Project + "}}" },
        { ListingQueries.Project, "query GetProjectPyApi($param_0: ID!){project(where: {id: $param_0})" + Project + "}" },
        { ListingQueries.Datasets(0), "query GetDatasetsPyApi($param_0: Boolean!){datasets(where: {deleted: $param_0} skip: 0 first: 100){name rowCount id}}" },
        { ListingQueries.DatasetsByName(0), "query GetDatasetsPyApi($param_0: String!, $param_1: Boolean!){datasets(where: {AND: [{name: $param_0}, {deleted: $param_1}]} skip: 0 first: 100){name rowCount id}}" },
        { ListingQueries.Models(0), "query GetModelsPyApi{models(skip: 0 first: 100){name ontologyId id}}" },
        { ListingQueries.ModelRuns(0), "query GetModelModelRunsPyApi($param_0: ID!){model(where: {id: $param_0}){modelRuns(skip: 0 first: 100){name modelId id}}}" },
        { ListingQueries.ModelRun, "query GetModelRunPyApi($param_0: ID!){modelRun(where: {id: $param_0}){name modelId id}}" },
        { ListingQueries.Slice, "query getSavedQueryPyApi($id: ID!){getSavedQuery(id: $id){id name description filter createdAt updatedAt}}" },
        { ListingQueries.TaskQueues, "query GetProjectTaskQueuesPyApi($projectId: ID!){project(where: {id: $projectId}){taskQueues{id name description queueType dataRowCount}}}" },
    };

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Each_query_is_the_recorded_one(string sent, string recorded) => Assert.Equal(recorded, sent);
}
