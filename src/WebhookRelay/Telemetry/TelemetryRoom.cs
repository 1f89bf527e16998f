using System.Diagnostics;
using System.Globalization;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Serilog;
using Serilog.Formatting.Compact;

namespace WebhookRelay.Telemetry;

internal static class TelemetryRoom
{
    private const string ReadableLine = "{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}";

    extension(WebApplicationBuilder builder)
    {
        public void AddTelemetry()
        {
            builder.Services.AddSerilog(
                (IServiceProvider _, LoggerConfiguration log) =>
                {
                    log.ReadFrom.Configuration(builder.Configuration).Enrich.FromLogContext();
                    if (builder.Environment.IsDevelopment())
                    {
                        log.WriteTo.Console(outputTemplate: ReadableLine, formatProvider: CultureInfo.InvariantCulture);
                    }
                    else
                    {
                        log.WriteTo.Console(new CompactJsonFormatter());
                    }
                },
                preserveStaticLogger: true);

            builder.Services.AddSingleton<DistributedContextPropagator, NoInboundParent>();
            // With any other propagator the instrumentation takes the parent out of the request by itself.
            Sdk.SetDefaultTextMapPropagator(new OpenTelemetry.Context.Propagation.TraceContextPropagator());
            builder.Services.AddSingleton<RelayMetrics>();
            builder.Services.AddHostedService<StateMetrics>();
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

    /// <summary>OpenTelemetry's own variables say where to send; without them nothing is sent, rather than tried against a default address.</summary>
    private static bool HasCollector(IConfiguration configuration) => configuration.AsEnumerable()
        .Any(setting => setting.Key.StartsWith("OTEL_EXPORTER_OTLP_", StringComparison.OrdinalIgnoreCase)
            && setting.Key.EndsWith("ENDPOINT", StringComparison.OrdinalIgnoreCase));
}
