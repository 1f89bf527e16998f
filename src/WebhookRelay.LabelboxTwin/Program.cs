namespace WebhookRelay.LabelboxTwin;

// In a namespace, so that tests of several programs can name each.
internal static class Program
{
    public static Task<int> Main(string[] args) =>
        CommandLine.AsksForHelp(args) ? CommandLine.PrintHelpAsync()
        : CommandLine.Fault(args) is { } fault ? CommandLine.RefuseAsync(fault)
        : CommandLine.RunAsync(TwinHost.Build(args));
}
