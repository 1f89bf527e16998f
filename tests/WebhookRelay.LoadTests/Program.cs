using WebhookRelay.LoadTests;
using WebhookRelay.LoadTests.Sending;

// The runner starts itself as a second process, so that the CPU time can be measured separately.
if (args is [StraightOrder.Command, .. var order])
{
    return await new StraightPublisher(StraightOrder.Parse(order)).RunAsync();
}

return await CommandLine.RunAsync(args);
