using WebhookRelay.Cli.Admin;

namespace WebhookRelay.Cli.Sending;

/// <summary>The secret that signs a delivery.</summary>
internal static class SigningSecret
{
    private const string Variable = "WEBHOOKRELAY_SECRET";
    private const string FileVariable = "WEBHOOKRELAY_SECRET_FILE";

    public const string Help = $"A file with the secret ({FileVariable}; default: the Development secret of this machine's relay)";

    /// <summary>The given secret, or else the one that a relay of this user generated for Development, beside its ledger.</summary>
    public static string Find(string? value, string? file, CliContext context) =>
        SecretText.Read("--secret", value, "--secret-file", file, context.GetVariable(Variable), context.GetVariable(FileVariable), context.Error) ?? OfDevelopment(context);

    private static string OfDevelopment(CliContext context)
    {
        var path = Path.Combine(context.UserData, "WebhookRelay", "ledger", "development-secret");
        return File.Exists(path)
            ? SecretText.OfFile(path, context.Error)
            : throw new CommandException(
                ExitCode.Usage,
                $"No secret was given, and no relay of this user has generated a Development secret ({path}).",
                "Start a relay with 'dotnet run --project src/WebhookRelay', or pass the webhook's secret: --secret-file, WEBHOOKRELAY_SECRET_FILE or WEBHOOKRELAY_SECRET.");
    }
}
