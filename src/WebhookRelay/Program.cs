using WebhookRelay;
using WebhookRelay.Clock;
using WebhookRelay.Coordination;
using WebhookRelay.Deduplication;
using WebhookRelay.Inspecting;
using WebhookRelay.Ledger;
using WebhookRelay.Management;
using WebhookRelay.Payloads;
using WebhookRelay.Publishing;
using WebhookRelay.Receiving;
using WebhookRelay.Relaying;
using WebhookRelay.Replaying;
using WebhookRelay.Searching;
using WebhookRelay.Subscriptions;
using WebhookRelay.Telemetry;
using WebhookRelay.Tunnel;
using WebhookRelay.Verifying;

if (CommandLine.Answer(args) is { } answered)
{
    return answered;
}

if (CommandLine.CreateBuilder(args) is not { } builder)
{
    return CommandLine.VerifiesLedger(args) ? VerifyCommand.NotVerified : 1;
}

if (CommandLine.VerifiesLedger(args))
{
    return VerifyCommand.Run(builder, args);
}

if (CommandLine.ChecksHealth(args))
{
    return await HealthCommand.RunAsync(builder.Configuration);
}

builder.AddClock();
builder.AddTelemetry();
builder.AddLedger();
builder.AddReceiving();
builder.AddDeduplication();
builder.AddCoordination();
builder.AddPublishing();
builder.AddRelaying();
builder.AddSearching();
builder.AddReplaying();
builder.AddSubscriptions();
builder.AddTunnel();
builder.AddManagement();
builder.AddInspecting();
builder.AddPayloads();
builder.AddSharedSettings();
builder.Services.AddHostedService<Greeting>();

var app = builder.Build();
if (await app.HasFaultsAsync())
{
    return 1;
}

app.UsePorts();
app.UseManagement();
app.MapReceiving();
app.MapManagement();
app.MapInspecting();
app.MapPayloads();

return await app.RunUntilStoppedAsync();
