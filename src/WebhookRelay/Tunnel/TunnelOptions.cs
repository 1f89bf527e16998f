using Microsoft.Extensions.Options;

namespace WebhookRelay.Tunnel;

/// <summary>The address of the ngrok agent's API. Used in Development only.</summary>
internal sealed class TunnelOptions
{
    public const string Section = "Tunnel";

    public string AgentUrl { get; set; } = "http://127.0.0.1:4040";
}

internal sealed class TunnelValidator : IValidateOptions<TunnelOptions>
{
    public ValidateOptionsResult Validate(string? name, TunnelOptions options) =>
        Uri.TryCreate(options.AgentUrl, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https" }
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("Tunnel:AgentUrl must be an http address, such as http://127.0.0.1:4040.");
}
