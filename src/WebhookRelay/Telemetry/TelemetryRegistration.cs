using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Serilog;
using Serilog.Core;
using Serilog.Formatting.Compact;
using WebhookRelay.Starting;

namespace WebhookRelay.Telemetry;

internal static class TelemetryRegistration
{
    private const string ReadableLine = "{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}";

    extension(WebApplicationBuilder builder)
    {
        public void AddTelemetry()
        {
            var levels = new LogConfiguration(builder.Configuration);
            builder.AddCheck(_ => levels.Faults);
            PayloadLogOptions.AddTo(builder);
            builder.Services.AddSingleton<PayloadLog>();
            builder.Services.AddSerilog(
                (services, log) => levels.Apply(log)
                    .Filter.ByExcluding(StartFailures.IsReportedElsewhere)
                    .Enrich.FromLogContext()
                    .WriteTo.Sink(Background(Console(builder.Environment), services)),
                preserveStaticLogger: true);

            builder.Services.AddSingleton<DistributedContextPropagator, OutboundOnlyPropagator>();
            // With any other propagator the instrumentation extracts the parent from the request itself.
            Sdk.SetDefaultTextMapPropagator(new OpenTelemetry.Context.Propagation.TraceContextPropagator());
            builder.Services.AddSingleton<RelayMetrics>();
            var telemetry = builder.Services.AddOpenTelemetry()
                .ConfigureResource(resource => resource.AddService("webhookrelay"))
                .WithMetrics(metrics => metrics.AddMeter(RelayMetrics.MeterName).AddAspNetCoreInstrumentation().AddRuntimeInstrumentation().AddPrometheusExporter())
                .WithTracing(traces => traces.AddSource(Tracing.Source.Name).AddAspNetCoreInstrumentation().AddHttpClientInstrumentation());
            if (HasCollector(builder.Configuration))
            {
                telemetry.UseOtlpExporter();
            }
        }
    }

    private static Logger Console(IHostEnvironment environment)
    {
        var log = new LoggerConfiguration().MinimumLevel.Verbose();
        return environment.IsDevelopment()
            ? log.WriteTo.Console(outputTemplate: ReadableLine, formatProvider: CultureInfo.InvariantCulture, theme: ReadableTheme.Instance).CreateLogger()
            : log.WriteTo.Console(new RenderedCompactJsonFormatter()).CreateLogger();
    }

    private static BackgroundSink Background(Logger output, IServiceProvider services)
    {
        var sink = new BackgroundSink(output, services.GetRequiredService<TimeProvider>());
        services.GetRequiredService<IMeterFactory>().Create(RelayMetrics.MeterName).CreateObservableCounter(
            "webhookrelay.log.dropped", () => sink.DroppedEvents, "{line}", "Log lines that were dropped, since standard output was not read fast enough.");
        return sink;
    }

    /// <summary>OpenTelemetry's standard variables configure the export; without them nothing is sent, not even to the default address.</summary>
    private static bool HasCollector(IConfiguration configuration) => configuration.AsEnumerable()
        .Any(setting => setting.Key.StartsWith("OTEL_EXPORTER_OTLP_", StringComparison.OrdinalIgnoreCase)
            && setting.Key.EndsWith("ENDPOINT", StringComparison.OrdinalIgnoreCase));
}
