using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Labelbox.Listing;

/// <summary>
/// Lists what can be exported. Lists are read in pages of 100, and retried after a passing fault. Many callers can use it at
/// once. Every failure is a <see cref="LabelboxApiException"/>, except an ambiguous name.
/// </summary>
public interface ILabelboxListing
{
    /// <summary>Every project that the key has access to, without deleted ones.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="LabelboxApiException">The API refused it, or did not answer.</exception>
    Task<IReadOnlyList<LabelboxProject>> ListProjectsAsync(CancellationToken cancellationToken);

    /// <summary>Every project of the organization that the key has access to, without deleted ones.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="LabelboxApiException">The API refused it, or did not answer.</exception>
    Task<IReadOnlyList<LabelboxProject>> ListOrganizationProjectsAsync(CancellationToken cancellationToken);

    /// <summary>A project by its id.</summary>
    /// <param name="projectId">Labelbox's id of it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    /// <exception cref="LabelboxNotFoundException">There is no such project, or the key has no access to it.</exception>
    /// <exception cref="LabelboxApiException">The API refused it, or did not answer.</exception>
    Task<LabelboxProject> GetProjectAsync(string projectId, CancellationToken cancellationToken);

    /// <summary>The project of a name. Names are not unique.</summary>
    /// <param name="name">Its exact name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="LabelboxAmbiguousNameException">Several have this name: use an id.</exception>
    /// <exception cref="LabelboxNotFoundException">No object has this name.</exception>
    /// <exception cref="LabelboxApiException">The API refused it, or did not answer.</exception>
    Task<LabelboxProject> FindProjectAsync(string name, CancellationToken cancellationToken);

    /// <summary>Every dataset that the key has access to, without deleted ones.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="LabelboxApiException">The API refused it, or did not answer.</exception>
    Task<IReadOnlyList<LabelboxDataset>> ListDatasetsAsync(CancellationToken cancellationToken);

    /// <summary>The dataset of a name. Names are not unique.</summary>
    /// <param name="name">Its exact name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="LabelboxAmbiguousNameException">Several have this name: use an id.</exception>
    /// <exception cref="LabelboxNotFoundException">No object has this name.</exception>
    /// <exception cref="LabelboxApiException">The API refused it, or did not answer.</exception>
    Task<LabelboxDataset> FindDatasetAsync(string name, CancellationToken cancellationToken);

    /// <summary>Every model that the key has access to.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="LabelboxApiException">The API refused it, or did not answer.</exception>
    Task<IReadOnlyList<LabelboxModel>> ListModelsAsync(CancellationToken cancellationToken);

    /// <summary>The model of a name. Names are not unique. Every model is listed, because it is not known whether the API selects models by name.</summary>
    /// <param name="name">Its exact name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="LabelboxAmbiguousNameException">Several have this name: use an id.</exception>
    /// <exception cref="LabelboxNotFoundException">No object has this name.</exception>
    /// <exception cref="LabelboxApiException">The API refused it, or did not answer.</exception>
    Task<LabelboxModel> FindModelAsync(string name, CancellationToken cancellationToken);

    /// <summary>A model run by its id.</summary>
    /// <param name="modelRunId">Labelbox's id of the run.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    /// <exception cref="LabelboxNotFoundException">There is no such run, or the key has no access to it.</exception>
    /// <exception cref="LabelboxApiException">The API refused it, or did not answer.</exception>
    Task<LabelboxModelRun> GetModelRunAsync(string modelRunId, CancellationToken cancellationToken);

    /// <summary>Every run of a model.</summary>
    /// <param name="modelId">Labelbox's id of the model.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    /// <exception cref="LabelboxNotFoundException">There is no such model.</exception>
    /// <exception cref="LabelboxApiException">The API refused it, or did not answer.</exception>
    Task<IReadOnlyList<LabelboxModelRun>> ListModelRunsAsync(string modelId, CancellationToken cancellationToken);

    /// <summary>A slice of the catalog by its id. Labelbox's client cannot list slices.</summary>
    /// <param name="sliceId">Labelbox's id of it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    /// <exception cref="LabelboxNotFoundException">There is no such slice.</exception>
    /// <exception cref="LabelboxApiException">The API refused it, or did not answer.</exception>
    Task<LabelboxSlice> GetSliceAsync(string sliceId, CancellationToken cancellationToken);

    /// <summary>The steps of a project's workflow. The query goes to the API's experimental endpoint, with a deadline of 3 minutes as in Labelbox's client.</summary>
    /// <param name="projectId">Labelbox's id of the project.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    /// <exception cref="LabelboxNotFoundException">There is no such project.</exception>
    /// <exception cref="LabelboxApiException">The API refused it, or did not answer.</exception>
    Task<IReadOnlyList<LabelboxTaskQueue>> ListTaskQueuesAsync(string projectId, CancellationToken cancellationToken);
}
