using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Labelbox.Listing;

/// <summary>
/// What there is to export. Lists are read page by page, 100 a page, and tried again after a fault that may pass. Safe for use
/// by many callers at once. Every failure is a <see cref="LabelboxApiException"/>, but for an ambiguous name.
/// </summary>
public interface ILabelboxListing
{
    /// <summary>Every project that the key sees, without deleted ones.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LabelboxApiException">The API refused it, or did not answer.</exception>
    Task<IReadOnlyList<LabelboxProject>> ListProjectsAsync(CancellationToken cancellationToken);

    /// <summary>A project by its id.</summary>
    /// <param name="projectId">Labelbox's id of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    /// <exception cref="LabelboxNotFoundException">There is no such project, or the key does not see it.</exception>
    /// <exception cref="LabelboxApiException">The API refused it, or did not answer.</exception>
    Task<LabelboxProject> GetProjectAsync(string projectId, CancellationToken cancellationToken);

    /// <summary>The project of a name. Names are not unique.</summary>
    /// <param name="name">Its name, to the letter.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="LabelboxAmbiguousNameException">Several have this name: use an id.</exception>
    /// <exception cref="LabelboxNotFoundException">None has it.</exception>
    /// <exception cref="LabelboxApiException">The API refused it, or did not answer.</exception>
    Task<LabelboxProject> FindProjectAsync(string name, CancellationToken cancellationToken);

    /// <summary>Every dataset that the key sees, without deleted ones.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LabelboxApiException">The API refused it, or did not answer.</exception>
    Task<IReadOnlyList<LabelboxDataset>> ListDatasetsAsync(CancellationToken cancellationToken);

    /// <summary>The dataset of a name. Names are not unique.</summary>
    /// <param name="name">Its name, to the letter.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="LabelboxAmbiguousNameException">Several have this name: use an id.</exception>
    /// <exception cref="LabelboxNotFoundException">None has it.</exception>
    /// <exception cref="LabelboxApiException">The API refused it, or did not answer.</exception>
    Task<LabelboxDataset> FindDatasetAsync(string name, CancellationToken cancellationToken);

    /// <summary>Every model that the key sees.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LabelboxApiException">The API refused it, or did not answer.</exception>
    Task<IReadOnlyList<LabelboxModel>> ListModelsAsync(CancellationToken cancellationToken);

    /// <summary>Every run of a model.</summary>
    /// <param name="modelId">Labelbox's id of the model.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    /// <exception cref="LabelboxNotFoundException">There is no such model.</exception>
    /// <exception cref="LabelboxApiException">The API refused it, or did not answer.</exception>
    Task<IReadOnlyList<LabelboxModelRun>> ListModelRunsAsync(string modelId, CancellationToken cancellationToken);

    /// <summary>A slice of the catalog by its id. Labelbox's client has no list of slices.</summary>
    /// <param name="sliceId">Labelbox's id of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    /// <exception cref="LabelboxNotFoundException">There is no such slice.</exception>
    /// <exception cref="LabelboxApiException">The API refused it, or did not answer.</exception>
    Task<LabelboxSlice> GetSliceAsync(string sliceId, CancellationToken cancellationToken);

    /// <summary>The steps of a project's workflow. Asked of the API's experimental part; Labelbox's client gives it 3 minutes.</summary>
    /// <param name="projectId">Labelbox's id of the project.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    /// <exception cref="LabelboxNotFoundException">There is no such project.</exception>
    /// <exception cref="LabelboxApiException">The API refused it, or did not answer.</exception>
    Task<IReadOnlyList<LabelboxTaskQueue>> ListTaskQueuesAsync(string projectId, CancellationToken cancellationToken);
}
