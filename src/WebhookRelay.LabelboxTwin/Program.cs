namespace WebhookRelay.LabelboxTwin;

// In a namespace, so that tests can name the Program class of several projects.
internal static class Program
{
    public static Task<int> Main(string[] args) => RunAsync(args, Console.Out, Console.Error);

    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter error) =>
        CommandLine.IsHelpRequested(args) ? CommandLine.PrintHelpAsync(output)
        : CommandLine.FindError(args) is { } fault ? CommandLine.RefuseAsync(error, fault)
        : CommandLine.RunAsync(TwinHost.Build(args), output, error);
}
