using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Doctor;

/// <summary>Prints the findings and returns the exit code for the worst one.</summary>
internal sealed class DoctorReport(Screen screen)
{
    public int Print(IReadOnlyList<Finding> findings, bool json)
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
            screen.Line($"{Name(finding.Severity),-8} {finding.Subject}: {finding.What}", StyleOf(finding.Severity));
            if (finding.Remedy is { } remedy)
            {
                screen.Line($"         -> {remedy}");
            }
        }

        screen.Line();
        screen.Line(
            worst switch
            {
                Severity.Fault => $"{findings.Count(finding => finding.Severity is Severity.Fault)} broken, {Warnings(findings)}.",
                Severity.Warning => $"{Warnings(findings)}, nothing broken.",
                _ => "All is well.",
            },
            StyleOf(worst));
    }

    private static string Warnings(IReadOnlyList<Finding> findings) => Humanize.Count(findings.Count(finding => finding.Severity is Severity.Warning), "warning", "warnings");

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
        Severity.Ok => "well",
        Severity.Note => "note",
        Severity.Warning => "warning",
        _ => "fault",
    };

    private static LineStyle StyleOf(Severity severity) => severity switch
    {
        Severity.Ok => LineStyle.Success,
        Severity.Note => LineStyle.Dim,
        Severity.Warning => LineStyle.Warning,
        _ => LineStyle.Error,
    };
}
