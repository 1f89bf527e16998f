using WebhookRelay.Cli.Admin;

namespace WebhookRelay.Cli.Sending;

/// <summary>The secret that a delivery is signed with.</summary>
internal static class SendingSecret
{
    private const string Variable = "WEBHOOKRELAY_SECRET";
    private const string FileVariable = "WEBHOOKRELAY_SECRET_FILE";

    public const string Help = $"A file that holds the secret ({FileVariable}; otherwise the one a relay of this machine made for Development)";

    /// <summary>As it was given; otherwise the one that a relay of this user made for Development, beside its ledger.</summary>
    public static string Find(string? value, string? file, Surroundings around) =>
        SecretText.Read("--secret", value, "--secret-file", file, around.Given(Variable), around.Given(FileVariable), around.Error) ?? OfDevelopment(around);

    private static string OfDevelopment(Surroundings around)
    {
        var path = Path.Combine(around.UserData, "WebhookRelay", "ledger", "development-secret");
        return File.Exists(path)
            ? SecretText.OfFile(path, around.Error)
            : throw new CommandFault(
                ExitCode.Usage,
                $"No secret was given, and no relay of this user has made one for Development ({path}).",
                "Start one with 'dotnet run --project src/WebhookRelay', or give the webhook's secret: --secret-file, WEBHOOKRELAY_SECRET_FILE or WEBHOOKRELAY_SECRET.");
    }
}
