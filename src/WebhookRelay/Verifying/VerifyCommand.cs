using System.Globalization;
using Microsoft.Extensions.Options;
using WebhookRelay.Ledger;

namespace WebhookRelay.Verifying;

/// <summary>The mode <c>--verify-ledger</c>: starts no service. A ledger in use is read as of the start.</summary>
internal static class VerifyCommand
{
    private const int Verified = 0;
    private const int Failed = 1;
    public const int NotVerified = 2;

    public static int Run(WebApplicationBuilder builder, string[] args)
    {
        builder.AddLedgerSettings();
        using var app = builder.Build();
        try
        {
            var path = app.Services.GetRequiredService<IOptions<LedgerOptions>>().Value.Path!;
            List<SavedEvent> saved = [.. FilesIn(args).SelectMany(SavedEvent.ReadAll)];
            var (ledgerId, result) = LedgerVerification.Run(path, saved, soFar => Write(Console.Error, $"So far: {Describe(soFar)}."));
            if (result.Fault is { } fault)
            {
                Write(Console.Error, $"The ledger at '{path}' ({ledgerId}) is not what was accepted: {fault}. Before that: {Describe(result)}.");
                return Failed;
            }

            Write(Console.Out, $"The ledger at '{path}' ({ledgerId}) is what was accepted: {Describe(result)}.{Compared(saved.Count, result.Incomparable)}");
            return Verified;
        }
        catch (Exception e) when (e is OptionsValidationException or FormatException or IOException or UnauthorizedAccessException)
        {
            Write(Console.Error, $"The ledger was not verified. {e.Message}");
            return NotVerified;
        }
    }

    private static List<string> FilesIn(string[] args)
    {
        var files = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] is "--against")
            {
                files.Add(++i < args.Length ? args[i] : throw new FormatException("--against needs a file of events."));
            }
        }

        return files;
    }

    private static string Describe(VerificationResult result) => result.First is { } first
        ? string.Create(CultureInfo.InvariantCulture, $"{result.Entries} entries with {result.Bytes} bytes of bodies, accepted from {first:u} to {result.Last:u}")
            + (result.Removed > 0 ? string.Create(CultureInfo.InvariantCulture, $", chained to {result.Removed}, the last that retention removed") : string.Empty)
        : "no entries";

    private static string Compared(int saved, int incomparable) => saved switch
    {
        0 => string.Empty,
        _ when incomparable is 0 => string.Create(CultureInfo.InvariantCulture, $" {saved} kept events agree with it."),
        _ => string.Create(CultureInfo.InvariantCulture, $" {saved - incomparable} kept events agree with it; {incomparable} are older than what retention left."),
    };

    private static void Write(TextWriter to, string line) => to.WriteLine(line);
}
