using WebhookRelay.LoadTests;
using WebhookRelay.LoadTests.Sending;

// The runner starts itself for this, so that what it costs is a process's own.
if (args is [StraightOrder.Command, .. var order])
{
    return await new StraightPublisher(StraightOrder.Parse(order)).RunAsync();
}

return await CommandLine.RunAsync(args);
