using GraphQL;
using GraphQL.SystemTextJson;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using WebhookRelay.LabelboxTwin.Api;
using WebhookRelay.LabelboxTwin.Control;
using WebhookRelay.LabelboxTwin.Deliveries;
using WebhookRelay.LabelboxTwin.Exports;
using WebhookRelay.LabelboxTwin.World;
using WebhookRelay.SampleData.Entities;
using WebhookRelay.SampleData.Rows;

namespace WebhookRelay.LabelboxTwin;

/// <summary>Builds the twin's host, for its program and for tests.</summary>
internal static class TwinHost
{
    private const string IndexText = "A stand-in for Labelbox. GraphQL: POST /graphql. Control API: /twin, /twin/projects, /twin/webhooks; the README lists every endpoint.\n";

    /// <param name="args">Settings such as <c>--Twin:Url http://127.0.0.1:0</c>. The environment is the only other source.</param>
    /// <param name="time">The clock for deadlines and rates; null means the system's.</param>
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
        app.MapGet("/", () => IndexText);
        app.MapGet("/health", () => IndexText);
        app.MapPost("/graphql", (ApiEndpoint endpoint, HttpContext context) => endpoint.HandleAsync(context));
        app.MapPost("/_gql", (ApiEndpoint endpoint, HttpContext context) => endpoint.HandleAsync(context));
        app.MapGet(ExportFileEndpoint.Path + "/{task}/{stream}/{start:long}/{end:long}", (ExportFileEndpoint files, HttpContext context, string task, string stream, long start, long end) =>
            files.AnswerAsync(context, task, stream, start, end));
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
            builder.Services.AddSingleton(services => SeedData.Of(services.GetRequiredService<IOptions<TwinOptions>>().Value.WorldSeed, services.GetRequiredService<WorldClock>().Tick()));
            builder.Services.AddSingleton<LabelSizes>();
            builder.Services.AddSingleton<Workspace>();
            builder.Services.AddSingleton<WebhookRegistry>();
            builder.Services.AddSingleton<Statistics>();
            builder.Services.AddSingleton<Notifications>();
            builder.Services.AddSingleton<DeliverySender>();
            builder.Services.AddSingleton<Outboxes>();
            builder.Services.AddSingleton<Dispatcher>();
            builder.Services.AddSingleton<Burst>();
            builder.Services.AddSingleton<ActivityGenerator>();
            builder.Services.AddHostedService(services => services.GetRequiredService<ActivityGenerator>());
        }

        private void AddApi()
        {
            builder.Services.AddSingleton<ApiFaults>();
            builder.Services.AddSingleton<ExportRows>();
            builder.Services.AddSingleton<ExportJobs>();
            builder.Services.AddSingleton<ExportResolvers>();
            builder.Services.AddSingleton<ExportSchema>();
            builder.Services.AddSingleton<ExportFileEndpoint>();
            builder.Services.AddSingleton<IDocumentExecuter, DocumentExecuter>();
            builder.Services.AddSingleton<IGraphQLTextSerializer>(new GraphQLSerializer(new ApiErrorInfo()));
            builder.Services.AddSingleton(services => ApiSchema.Build(
                services.GetRequiredService<Workspace>(), services.GetRequiredService<WebhookRegistry>(), services.GetRequiredService<ExportSchema>(), services.GetRequiredService<IOptions<TwinOptions>>()));
            builder.Services.AddSingleton<ApiEndpoint>();
        }
    }
}
