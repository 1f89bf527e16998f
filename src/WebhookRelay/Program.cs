using WebhookRelay;
using WebhookRelay.Deduplication;
using WebhookRelay.Ledger;
using WebhookRelay.Management;
using WebhookRelay.Publishing;
using WebhookRelay.Receiving;
using WebhookRelay.Relaying;
using WebhookRelay.Replaying;
using WebhookRelay.Searching;
using WebhookRelay.Telemetry;

if (CommandLine.AsksForHelp(args))
{
    return CommandLine.PrintHelp();
}

var builder = CommandLine.CreateBuilder(args);

builder.AddTelemetry();
builder.AddLedger();
builder.AddReceiving();
builder.AddDeduplication();
builder.AddPublishing();
builder.AddRelaying();
builder.AddSearching();
builder.AddReplaying();
builder.AddManagement();

var app = builder.Build();

app.UsePorts();
app.UseManagement();
app.MapReceiving();
app.MapManagement();

return await app.RunUntilStoppedAsync();
