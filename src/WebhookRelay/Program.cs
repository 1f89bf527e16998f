using WebhookRelay;
using WebhookRelay.Deduplication;
using WebhookRelay.Ledger;
using WebhookRelay.Management;
using WebhookRelay.Publishing;
using WebhookRelay.Receiving;
using WebhookRelay.Relaying;
using WebhookRelay.Subscriptions;
using WebhookRelay.Telemetry;
using WebhookRelay.Tunnel;

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
builder.AddSubscriptions();
builder.AddTunnel();
builder.AddManagement();

var app = builder.Build();

app.UsePorts();
app.MapReceiving();
app.MapManagement();
app.MapSubscriptions();

return await app.RunUntilStoppedAsync();
