using WebhookRelay.Simulation;

return await Task.Run(() => CommandLine.RunAsync(args, Console.Out));
