using System.Globalization;
using Microsoft.Extensions.Options;
using WebhookRelay.Ledger;

namespace WebhookRelay.Verifying;

/// <summary>The mode <c>--verify-ledger</c>: no service is started, and a ledger in use is read as it stands at the start.</summary>
internal static class VerifyCommand
{
    private const int Sound = 0;
    private const int Unsound = 1;
    public const int NotVerified = 2;

    public static int Run(WebApplicationBuilder builder, string[] args)
    {
        builder.AddLedgerSettings();
        using var app = builder.Build();
        try
        {
            var path = app.Services.GetRequiredService<IOptions<LedgerOptions>>().Value.Path!;
            List<KeptEvent> kept = [.. FilesIn(args).SelectMany(KeptEvent.ReadAll)];
            var (ledgerId, verdict) = LedgerVerification.Run(path, kept, so => Say(Console.Error, $"So far: {Told(so)}."));
            if (verdict.Fault is { } fault)
            {
                Say(Console.Error, $"The ledger at '{path}' ({ledgerId}) is not what was accepted: {fault}. Before that: {Told(verdict)}.");
                return Unsound;
            }

            Say(Console.Out, $"The ledger at '{path}' ({ledgerId}) is what was accepted: {Told(verdict)}.{Compared(kept.Count, verdict.Incomparable)}");
            return Sound;
        }
        catch (Exception e) when (e is OptionsValidationException or FormatException or IOException or UnauthorizedAccessException)
        {
            Say(Console.Error, $"The ledger was not verified. {e.Message}");
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

    private static string Told(Verdict verdict) => verdict.First is { } first
        ? string.Create(CultureInfo.InvariantCulture, $"{verdict.Entries} entries with {verdict.Bytes} bytes of bodies, accepted from {first:u} to {verdict.Last:u}")
            + (verdict.Removed > 0 ? string.Create(CultureInfo.InvariantCulture, $", chained to {verdict.Removed}, the last that retention removed") : string.Empty)
        : "no entries";

    private static string Compared(int kept, int incomparable) => kept switch
    {
        0 => string.Empty,
        _ when incomparable is 0 => string.Create(CultureInfo.InvariantCulture, $" {kept} kept events agree with it."),
        _ => string.Create(CultureInfo.InvariantCulture, $" {kept - incomparable} kept events agree with it; {incomparable} are older than what retention left."),
    };

    private static void Say(TextWriter to, string line) => to.WriteLine(line);
}
