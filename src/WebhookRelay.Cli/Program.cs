namespace WebhookRelay.Cli;

// In a namespace, so that tests can name the Program class of several projects.
internal static class Program
{
    public static Task<int> Main(string[] args) => CommandLine.RunAsync(args, CliContext.ForProcess());
}
