namespace WebhookRelay.Cli;

// In a namespace, so that tests of several programs can name each.
internal static class Program
{
    public static Task<int> Main(string[] args) => CommandLine.RunAsync(args, Surroundings.OfThisProcess());
}
