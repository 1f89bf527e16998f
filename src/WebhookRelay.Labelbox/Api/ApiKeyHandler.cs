using System.Net.Http.Headers;
using Microsoft.Extensions.Options;

namespace WebhookRelay.Labelbox.Api;

/// <summary>Adds the current key to each attempt, so that a rotated key takes effect at once and no field stores one.</summary>
internal sealed class ApiKeyHandler(IOptionsMonitor<LabelboxClientOptions> options) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var key = await CurrentAsync(options.CurrentValue, cancellationToken);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await base.SendAsync(request, cancellationToken);
    }

    private static async Task<string> CurrentAsync(LabelboxClientOptions options, CancellationToken cancellationToken)
    {
        var (key, origin) = options switch
        {
            { ApiKey: { Length: > 0 } given } => (given, "Labelbox:ApiKey"),
            { ApiKeyFile: { Length: > 0 } file } => (await ApiKeyFile.ReadAsync(file, cancellationToken), $"The file '{file}'"),
            _ => throw new LabelboxInvalidKeyException("No Labelbox API key is configured: set Labelbox:ApiKey or Labelbox:ApiKeyFile."),
        };
        return LabelboxClientOptions.IsKey(key) ? key : throw new LabelboxInvalidKeyException($"{origin} does not contain a key: {LabelboxClientOptions.KeyRule}.");
    }
}
