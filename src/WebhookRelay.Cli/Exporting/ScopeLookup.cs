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
        // Labelbox itself refuses an unknown one.
        _ => which,
    };

    private async Task<string> ProjectAsync(string which, CancellationToken cancellationToken)
    {
        try
        {
            return (await listing.FindProjectAsync(which, cancellationToken)).Id;
        }
        catch (LabelboxNotFoundException) when (MayBeId(which))
        {
            return (await listing.GetProjectAsync(which, cancellationToken)).Id;
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

    private static bool MayBeId(string which) => which.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
}
