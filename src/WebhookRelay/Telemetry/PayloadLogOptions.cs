using Microsoft.Extensions.Options;
using WebhookRelay.Starting;

namespace WebhookRelay.Telemetry;

/// <summary>The relay's only key in a section of .NET, whose other keys are not checked.</summary>
internal sealed class PayloadLogOptions
{
    private const string Key = "Logging:Payloads";

    public bool Payloads { get; set; }

    public static void AddTo(WebApplicationBuilder builder)
    {
        var (configuration, environment) = (builder.Configuration, builder.Environment);
        builder.Services.AddOptions<PayloadLogOptions>()
            .Configure(options => options.Payloads = Chosen(configuration) ?? environment.IsDevelopment());
        builder.Services.AddSingleton<IOptionsChangeTokenSource<PayloadLogOptions>>(new ConfigurationChangeTokenSource<PayloadLogOptions>(configuration));
        builder.AddCheck(_ => configuration[Key] is { Length: > 0 } && Chosen(configuration) is null ? [$"{Key} must be true or false."] : []);
    }

    private static bool? Chosen(ConfigurationManager configuration) => bool.TryParse(configuration[Key], out var chosen) ? chosen : null;
}
