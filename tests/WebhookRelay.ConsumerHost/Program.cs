using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using WebhookRelay.Consumer;
using WebhookRelay.ConsumerHost;

// A typical consumer service whose handler reports its steps, one line each.
var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddSingleton(new Gates(Environment.GetEnvironmentVariable("HOST_FOLDER") ?? throw new InvalidOperationException("HOST_FOLDER names the folder of effects and gates.")));
builder.Services.AddLabelboxConsumers(handlers => handlers.AddHandler<ReportingHandler>());
await builder.Build().RunAsync();
