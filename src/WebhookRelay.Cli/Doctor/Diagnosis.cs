using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Doctor;

/// <summary>Tells the findings, and what they mean together.</summary>
internal sealed class Diagnosis(Screen screen)
{
    public int Tell(IReadOnlyList<Finding> findings, bool json)
    {
        var worst = findings.Max(finding => finding.Severity);
        if (json)
        {
            Json(findings, worst);
        }
        else
        {
            Lines(findings, worst);
        }

        return worst switch
        {
            Severity.Fault => ExitCode.Failed,
            Severity.Warning => ExitCode.Warning,
            _ => ExitCode.Done,
        };
    }

    private void Lines(IReadOnlyList<Finding> findings, Severity worst)
    {
        foreach (var finding in findings)
        {
            screen.Line($"{Name(finding.Severity),-8} {finding.Subject}: {finding.What}", ToneOf(finding.Severity));
            if (finding.Remedy is { } remedy)
            {
                screen.Line($"         -> {remedy}");
            }
        }

        screen.Line();
        screen.Line(
            worst switch
            {
                Severity.Fault => $"{findings.Count(finding => finding.Severity is Severity.Fault)} broken, {findings.Count(finding => finding.Severity is Severity.Warning)} worth a look.",
                Severity.Warning => $"{findings.Count(finding => finding.Severity is Severity.Warning)} worth a look, nothing broken.",
                _ => "All is well.",
            },
            ToneOf(worst));
    }

    private void Json(IReadOnlyList<Finding> findings, Severity worst) => screen.Json(line =>
    {
        line.WriteStartObject();
        line.WriteString("worst", Name(worst));
        line.WriteStartArray("findings");
        foreach (var finding in findings)
        {
            line.WriteStartObject();
            line.WriteString("severity", Name(finding.Severity));
            line.WriteString("subject", finding.Subject);
            line.WriteString("what", finding.What);
            line.WriteString("remedy", finding.Remedy);
            line.WriteEndObject();
        }

        line.WriteEndArray();
        line.WriteEndObject();
    });

    private static string Name(Severity severity) => severity switch
    {
        Severity.Well => "well",
        Severity.Note => "note",
        Severity.Warning => "warning",
        _ => "fault",
    };

    private static Tone ToneOf(Severity severity) => severity switch
    {
        Severity.Well => Tone.Good,
        Severity.Note => Tone.Quiet,
        Severity.Warning => Tone.Warning,
        _ => Tone.Bad,
    };
}
