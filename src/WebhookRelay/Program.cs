using WebhookRelay;
using WebhookRelay.Deduplication;
using WebhookRelay.Ledger;
using WebhookRelay.Management;
using WebhookRelay.Publishing;
using WebhookRelay.Receiving;
using WebhookRelay.Relaying;
using WebhookRelay.Telemetry;

if (CommandLine.AsksForHelp(args))
{
    return CommandLine.PrintHelp();
}

var builder = CommandLine.CreateBuilder(args);

if (CommandLine.AsksForHealth(args))
{
    return await HealthQuestion.AskAsync(builder.Configuration);
}

builder.AddTelemetry();
builder.AddLedger();
builder.AddReceiving();
builder.AddDeduplication();
builder.AddPublishing();
builder.AddRelaying();
builder.AddManagement();

var app = builder.Build();

app.UsePorts();
app.MapReceiving();
app.MapManagement();

return await app.RunUntilStoppedAsync();
