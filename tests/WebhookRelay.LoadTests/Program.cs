using WebhookRelay.LoadTests;

return await CommandLine.RunAsync(args);
