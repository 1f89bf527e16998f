namespace WebhookRelay.LabelboxTwin;

// In a namespace, so that tests of several programs can name each.
internal static class Program
{
    public static Task<int> Main(string[] args) => RunAsync(args, Console.Out, Console.Error);

    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter error) =>
        CommandLine.AsksForHelp(args) ? CommandLine.PrintHelpAsync(output)
        : CommandLine.Fault(args) is { } fault ? CommandLine.RefuseAsync(error, fault)
        : CommandLine.RunAsync(TwinHost.Build(args), output, error);
}
