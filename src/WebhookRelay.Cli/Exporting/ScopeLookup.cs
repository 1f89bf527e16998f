using WebhookRelay.Labelbox.Api;
using WebhookRelay.Labelbox.Listing;

namespace WebhookRelay.Cli.Exporting;

/// <summary>Finds what a user names. An unknown id would export nothing, and look like success.</summary>
internal sealed class ScopeLookup(ILabelboxListing listing)
{
    public async Task<string> IdAsync(ExportScope scope, string which, CancellationToken cancellationToken) => scope switch
    {
        ExportScope.Project => await ProjectAsync(which, cancellationToken),
        ExportScope.Dataset => await DatasetAsync(which, cancellationToken),
        ExportScope.Slice => (await listing.GetSliceAsync(which, cancellationToken)).Id,
        _ => await RunAsync(which, cancellationToken),
    };

    private async Task<string> ProjectAsync(string which, CancellationToken cancellationToken)
    {
        try
        {
            return (await listing.FindProjectAsync(which, cancellationToken)).Id;
        }
        catch (LabelboxNotFoundException) when (MayBeId(which))
        {
            return await ProjectByIdAsync(which, cancellationToken);
        }
    }

    private async Task<string> ProjectByIdAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return (await listing.GetProjectAsync(id, cancellationToken)).Id;
        }
        catch (LabelboxNotFoundException e)
        {
            throw new LabelboxNotFoundException("There is no project of this name or id.", e);
        }
    }

    private async Task<string> DatasetAsync(string which, CancellationToken cancellationToken)
    {
        try
        {
            return (await listing.FindDatasetAsync(which, cancellationToken)).Id;
        }
        catch (LabelboxNotFoundException) when (MayBeId(which))
        {
            return (await listing.ListDatasetsAsync(cancellationToken)).FirstOrDefault(dataset => string.Equals(dataset.Id, which, StringComparison.Ordinal))?.Id ?? throw new LabelboxNotFoundException("There is no dataset of this name or id.");
        }
    }

    /// <summary>A run by its id, or by the names of its model and itself.</summary>
    private async Task<string> RunAsync(string which, CancellationToken cancellationToken)
    {
        if (which.Split('/', 2) is not [var model, var run])
        {
            return (await listing.GetModelRunAsync(which, cancellationToken)).Id;
        }

        var runs = await listing.ListModelRunsAsync((await listing.FindModelAsync(model, cancellationToken)).Id, cancellationToken);
        return runs.Where(each => string.Equals(each.Name, run, StringComparison.Ordinal)).ToList() switch
        {
            [var found] => found.Id,
            [] => throw new LabelboxNotFoundException($"The model has no run of this name. It has: {string.Join(", ", runs.Select(each => each.Name))}"),
            var several => throw new CommandException(ExitCode.Usage, $"The model has several runs of this name: {string.Join(", ", several.Select(each => each.Id))}.", "Use an id."),
        };
    }

    private static bool MayBeId(string which) => which.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
}
