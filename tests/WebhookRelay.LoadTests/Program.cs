using WebhookRelay.LoadTests;
using WebhookRelay.LoadTests.Sending;

// The runner starts itself as a second process, so that the CPU time can be measured separately.
if (args is [DirectPublishArguments.Command, .. var order])
{
    return await new DirectPublisher(DirectPublishArguments.Parse(order)).RunAsync();
}

return await CommandLine.RunAsync(args);
