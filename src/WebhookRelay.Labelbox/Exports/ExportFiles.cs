using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>
/// Downloads the files of exports. Their addresses are signed and expire: the key is not sent, and no message contains one.
/// Every failure that a retry may resolve, including an expired address, is an <see cref="IOException"/> or an <see cref="HttpRequestException"/>.
/// </summary>
internal sealed class ExportFiles(HttpClient http, IOptionsMonitor<LabelboxExportOptions> options, TimeProvider time)
{
    /// <param name="file">The address.</param>
    /// <param name="skip">How many bytes at its start to skip.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<ExportFile> OpenAsync(Uri file, long skip, CancellationToken cancellationToken)
    {
        var idle = new IdleTimeout(options.CurrentValue.IdleTimeout, time);
        using var request = new HttpRequestMessage(HttpMethod.Get, file);
        if (skip > 0)
        {
            request.Headers.Range = new RangeHeaderValue(skip, null);
        }

        HttpResponseMessage? response = null;
        try
        {
            response = await idle.RunAsync(token => new ValueTask<HttpResponseMessage>(http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token)), cancellationToken);
            Require(response, skip);
            var content = await response.Content.ReadAsStreamAsync(cancellationToken);
            var opened = new ExportFile(response, content, idle);
            if (skip > 0 && response.StatusCode is HttpStatusCode.OK)
            {
                await opened.SkipAsync(skip, cancellationToken);
            }

            return opened;
        }
        catch
        {
            response?.Dispose();
            idle.Dispose();
            throw;
        }
    }

    private static void Require(HttpResponseMessage response, long skip)
    {
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.PartialContent))
        {
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"The server of the file answered with HTTP status {(int)response.StatusCode}."));
        }

        if (response.StatusCode is HttpStatusCode.PartialContent && (response.Content.Headers.ContentRange?.From ?? skip) != skip)
        {
            throw new IOException("The server of the file sent another range than requested.");
        }
    }
}
