using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Labelbox.Listing;

internal sealed class LabelboxListing(LabelboxGraphQl api) : ILabelboxListing
{
    private static readonly TimeSpan TaskQueuesDeadline = TimeSpan.FromMinutes(3);

    public Task<IReadOnlyList<LabelboxProject>> ListProjectsAsync(CancellationToken cancellationToken) =>
        PagesAsync(ListingQueries.Projects, NotDeleted, data => Rows(data, "projects"), Project, cancellationToken);

    public Task<IReadOnlyList<LabelboxProject>> ListOrganizationProjectsAsync(CancellationToken cancellationToken) =>
        PagesAsync(ListingQueries.OrganizationProjects, NotDeleted, data => Rows(Found(data, "organization"), "projects"), Project, cancellationToken);

    public async Task<LabelboxProject> GetProjectAsync(string projectId, CancellationToken cancellationToken) =>
        Project(Found(await api.QueryAsync(ListingQueries.Project, ById(projectId), cancellationToken), "project"));

    public async Task<LabelboxProject> FindProjectAsync(string name, CancellationToken cancellationToken)
    {
        var found = await PagesAsync(ListingQueries.ProjectsByName, Named(name), data => Rows(data, "projects"), Project, cancellationToken);
        return One(found, "project", name, project => project.Name, project => project.Id);
    }

    public Task<IReadOnlyList<LabelboxDataset>> ListDatasetsAsync(CancellationToken cancellationToken) =>
        PagesAsync(ListingQueries.Datasets, NotDeleted, data => Rows(data, "datasets"), Dataset, cancellationToken);

    public async Task<LabelboxDataset> FindDatasetAsync(string name, CancellationToken cancellationToken)
    {
        var found = await PagesAsync(ListingQueries.DatasetsByName, Named(name), data => Rows(data, "datasets"), Dataset, cancellationToken);
        return One(found, "dataset", name, dataset => dataset.Name, dataset => dataset.Id);
    }

    public Task<IReadOnlyList<LabelboxModel>> ListModelsAsync(CancellationToken cancellationToken) => PagesAsync(
        ListingQueries.Models, [], data => Rows(data, "models"), model => new LabelboxModel(Id(model), Name(model), model.Text("ontologyId")), cancellationToken);

    public async Task<LabelboxModel> FindModelAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return One(await ListModelsAsync(cancellationToken), "model", name, model => model.Name, model => model.Id);
    }

    public async Task<LabelboxModelRun> GetModelRunAsync(string modelRunId, CancellationToken cancellationToken) =>
        ModelRun(Found(await api.QueryAsync(ListingQueries.ModelRun, ById(modelRunId), cancellationToken), "modelRun"));

    public Task<IReadOnlyList<LabelboxModelRun>> ListModelRunsAsync(string modelId, CancellationToken cancellationToken) =>
        PagesAsync(ListingQueries.ModelRuns, ById(modelId), data => Rows(Found(data, "model"), "modelRuns"), ModelRun, cancellationToken);

    public async Task<LabelboxSlice> GetSliceAsync(string sliceId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sliceId);
        var slice = Found(await api.QueryAsync(ListingQueries.Slice, new JsonObject { ["id"] = sliceId }, cancellationToken), "getSavedQuery");
        return new LabelboxSlice(Id(slice), Name(slice), slice.Text("description"));
    }

    public async Task<IReadOnlyList<LabelboxTaskQueue>> ListTaskQueuesAsync(string projectId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(projectId);
        var data = await api.QueryExperimentalAsync(ListingQueries.TaskQueues, new JsonObject { ["projectId"] = projectId }, TaskQueuesDeadline, cancellationToken);
        return [.. Rows(Found(data, "project"), "taskQueues").EnumerateArray()
            .Select(queue => new LabelboxTaskQueue(Id(queue), Name(queue), queue.Text("queueType"), Number(queue, "dataRowCount")))];
    }

    private static JsonObject NotDeleted => new() { ["param_0"] = false };

    private static JsonObject ById(string id)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        return new JsonObject { ["param_0"] = id };
    }

    private static JsonObject Named(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new JsonObject { ["param_0"] = name, ["param_1"] = false };
    }

    private static T One<T>(IReadOnlyList<T> found, string what, string name, Func<T, string> nameOf, Func<T, string> idOf)
    {
        List<T> named = [.. found.Where(each => string.Equals(nameOf(each), name, StringComparison.Ordinal))];
        return named switch
        {
            [var one] => one,
            [] => throw new LabelboxNotFoundException($"The API knows no {what} with the name '{name}'."),
            _ => throw new LabelboxAmbiguousNameException(what, name, [.. named.Select(idOf)]),
        };
    }

    private async Task<IReadOnlyList<T>> PagesAsync<T>(
        Func<int, string> query, JsonObject variables, Func<JsonElement, JsonElement> list, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        // By id, because something created between two pages moves rows from one page to the next.
        var found = new OrderedDictionary<string, T>(StringComparer.Ordinal);
        for (var skip = 0; ; skip += ListingQueries.PageSize)
        {
            var rows = list(await api.QueryAsync(query(skip), variables.DeepClone().AsObject(), cancellationToken));
            var before = found.Count;
            foreach (var row in rows.EnumerateArray())
            {
                found.TryAdd(Id(row), read(row));
            }

            // A full page without anything new means that the server ignores 'skip', so the next page would be the same.
            if (rows.GetArrayLength() < ListingQueries.PageSize || found.Count == before)
            {
                return [.. found.Values];
            }
        }
    }

    private static JsonElement Rows(JsonElement owner, string name) => owner.Member(name) is { ValueKind: JsonValueKind.Array } rows
        ? rows
        : throw new LabelboxServerException($"The API's list '{name}' is not a list.");

    private static JsonElement Found(JsonElement data, string name) => data.Member(name) is { ValueKind: JsonValueKind.Object } found
        ? found
        : throw new LabelboxNotFoundException($"The API knows no such {name switch { "getSavedQuery" => "slice", "modelRun" => "model run", _ => name }}.");

    private static LabelboxProject Project(JsonElement project) => new(
        Id(project), Name(project), Time(project, "lastActivityTime"), Number(project, "dataRowCount"), Time(project, "createdAt"), Time(project, "updatedAt"));

    private static LabelboxDataset Dataset(JsonElement dataset) => new(Id(dataset), Name(dataset), Number(dataset, "rowCount"));

    private static LabelboxModelRun ModelRun(JsonElement run) => new(Id(run), Name(run), run.Text("modelId"));

    private static string Id(JsonElement row) => row.Text("id") ?? throw new LabelboxServerException("The API listed something without an id.");

    private static string Name(JsonElement row) => row.Text("name") ?? string.Empty;

    private static long? Number(JsonElement row, string name) =>
        long.TryParse(row.Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static DateTimeOffset? Time(JsonElement row, string name) =>
        DateTimeOffset.TryParse(row.Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
