namespace WebhookRelay.Labelbox.Listing;

/// <summary>A project.</summary>
/// <param name="Id">Labelbox's id of it.</param>
/// <param name="Name">Its name. Names are not unique.</param>
/// <param name="LastActivityTime">The time of its last activity; null if the API does not say. What counts as activity is not published.</param>
/// <param name="DataRowCount">Its data rows; null if the API does not say.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="UpdatedAt">When its settings last changed.</param>
public sealed record LabelboxProject(
    string Id, string Name, DateTimeOffset? LastActivityTime, long? DataRowCount, DateTimeOffset? CreatedAt, DateTimeOffset? UpdatedAt);

/// <summary>A dataset.</summary>
/// <param name="Id">Labelbox's id of it.</param>
/// <param name="Name">Its name. Names are not unique.</param>
/// <param name="RowCount">Its data rows; null if the API does not say.</param>
public sealed record LabelboxDataset(string Id, string Name, long? RowCount);

/// <summary>A model.</summary>
/// <param name="Id">Labelbox's id of it.</param>
/// <param name="Name">Its name.</param>
/// <param name="OntologyId">The ontology that it uses; null if the API does not say.</param>
public sealed record LabelboxModel(string Id, string Name, string? OntologyId);

/// <summary>A run of a model.</summary>
/// <param name="Id">Labelbox's id of it.</param>
/// <param name="Name">Its name.</param>
/// <param name="ModelId">The model; null if the API does not say.</param>
public sealed record LabelboxModelRun(string Id, string Name, string? ModelId);

/// <summary>A slice of the catalog.</summary>
/// <param name="Id">Labelbox's id of it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">Its description; null if there is none.</param>
public sealed record LabelboxSlice(string Id, string Name, string? Description);

/// <summary>A step of a project's workflow.</summary>
/// <param name="Id">Labelbox's id of it: <c>task_id</c> in the details of exported rows.</param>
/// <param name="Name">Its name: <c>task_name</c> in the details of exported rows.</param>
/// <param name="QueueType">Its kind; null if the API does not say.</param>
/// <param name="DataRowCount">The rows in it; null if the API does not say.</param>
public sealed record LabelboxTaskQueue(string Id, string Name, string? QueueType, long? DataRowCount);

/// <summary>Several objects have the given name.</summary>
public sealed class LabelboxAmbiguousNameException : Exception
{
    internal LabelboxAmbiguousNameException(string what, string name, IReadOnlyList<string> ids)
        : base($"{ids.Count} {what}s have the name '{name}': {string.Join(", ", ids)}. Use an id.") => Ids = ids;

    /// <summary>Labelbox's ids of them.</summary>
    public IReadOnlyList<string> Ids { get; }
}
