using GraphQL;
using GraphQL.SystemTextJson;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using WebhookRelay.LabelboxTwin.Api;
using WebhookRelay.LabelboxTwin.Control;
using WebhookRelay.LabelboxTwin.Deliveries;
using WebhookRelay.LabelboxTwin.World;
using WebhookRelay.MadeUp.Rows;
using WebhookRelay.MadeUp.World;

namespace WebhookRelay.LabelboxTwin;

/// <summary>The twin, ready to be started: by its program, or inside a test.</summary>
internal static class TwinHost
{
    private const string Signpost = "A stand-in Labelbox. GraphQL: POST /graphql. What it knows and does on request: /twin, /twin/projects, /twin/webhooks; its README has them all.\n";

    /// <param name="args">Settings: <c>--Twin:Url http://127.0.0.1:0</c>. They, and the environment's, are the only ones.</param>
    /// <param name="time">The clock of deadlines and rates; null: the system's.</param>
    public static WebApplication Build(string[] args, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddEnvironmentVariables().AddCommandLine(args);
        builder.WebHost.UseUrls(builder.Configuration[$"{TwinOptions.Section}:{nameof(TwinOptions.Url)}"] ?? TwinOptions.DefaultUrl);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(3));
        builder.AddLog();
        builder.AddSettings();
        builder.AddWorld();
        builder.AddApi();
        builder.AddControl();

        var app = builder.Build();
        app.MapControl();
        app.MapGet("/", () => Signpost);
        app.MapGet("/health", () => Signpost);
        app.MapPost("/graphql", (ApiEndpoint endpoint, HttpContext context) => endpoint.AnswerAsync(context));
        return app;
    }

    extension(WebApplicationBuilder builder)
    {
        private void AddLog()
        {
            builder.Logging.ClearProviders();
            builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
            builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
            builder.Logging.AddSimpleConsole(console =>
            {
                (console.SingleLine, console.TimestampFormat) = (true, "HH:mm:ss.fff ");
                console.ColorBehavior = LoggerColorBehavior.Default;
            });
        }

        private void AddSettings()
        {
            builder.Services.AddOptions<TwinOptions>()
                .BindConfiguration(TwinOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
                .ValidateOnStart();
            builder.Services.AddSingleton<IValidateOptions<TwinOptions>, TwinOptionsValidator>();
        }

        private void AddWorld()
        {
            builder.Services.AddSingleton<WorldClock>();
            builder.Services.AddSingleton(services => Founding.Of(services.GetRequiredService<IOptions<TwinOptions>>().Value.WorldSeed, services.GetRequiredService<WorldClock>().Tick()));
            builder.Services.AddSingleton<LabelSizes>();
            builder.Services.AddSingleton<Workspace>();
            builder.Services.AddSingleton<WebhookRegistry>();
            builder.Services.AddSingleton<Statistics>();
            builder.Services.AddSingleton<Notifications>();
            builder.Services.AddSingleton<Postman>();
            builder.Services.AddSingleton<Outboxes>();
            builder.Services.AddSingleton<Dispatcher>();
            builder.Services.AddSingleton<Burst>();
            builder.Services.AddSingleton<Life>();
            builder.Services.AddHostedService(services => services.GetRequiredService<Life>());
        }

        private void AddApi()
        {
            builder.Services.AddSingleton<ApiFaults>();
            builder.Services.AddSingleton<IDocumentExecuter, DocumentExecuter>();
            builder.Services.AddSingleton<IGraphQLTextSerializer>(new GraphQLSerializer(new ApiErrorInfo()));
            builder.Services.AddSingleton(services => ApiSchema.Build(
                services.GetRequiredService<Workspace>(), services.GetRequiredService<WebhookRegistry>(), services.GetRequiredService<IOptions<TwinOptions>>()));
            builder.Services.AddSingleton<ApiEndpoint>();
        }
    }
}
