using System.Text.Json;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Deliveries;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Proving;

/// <summary>Requests a proof, checks it and prints the result.</summary>
internal sealed class ProofChecker(AdminClient admin, Screen screen, bool json)
{
    public async Task<int> RunAsync(string name, Anchors anchors, bool reveal, CancellationToken cancellationToken)
    {
        var query = new Query().Add("to", anchors.To?.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture)).Add("reveal", reveal ? "true" : null);
        var (id, isSequence) = (name, EntryReference.IsSequence(name));
        if (isSequence)
        {
            id = (await admin.GetAsync($"entries/{name}", AdminJson.Default.DeliveryDetail, cancellationToken)).Value.Delivery.Id;
            query.Add("sequence", name);
        }

        var verification = new ProofVerification(name, isSequence, anchors);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"ledger/proof/{Uri.EscapeDataString(id)}{query}", UriKind.Relative));
        using var response = await admin.OpenAsync(request, cancellationToken);
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            await ProofReader.ReadAsync(stream, verification, cancellationToken);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new CommandException(ExitCode.Failed, "Not proven: the relay's response is not a proof.");
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new CommandException(ExitCode.NotReachable, "Not proven: the connection was lost before the end of the proof.", "Try again; --to <sequence> makes the proof shorter.");
        }

        return Print(verification, anchors);
    }

    private int Print(ProofVerification verification, Anchors anchors)
    {
        var (outcome, code) = verification switch
        {
            { Failure: not null } => ("not-proven", ExitCode.Failed),
            { IsIncomplete: true } => ("incomplete", ExitCode.Warning),
            _ => ("proven", ExitCode.Done),
        };
        if (json)
        {
            Json(verification, outcome);
        }
        else
        {
            Lines(verification, anchors, outcome);
        }

        return code;
    }

    private void Lines(ProofVerification verification, Anchors anchors, string outcome)
    {
        if (verification.Entry is { } entry)
        {
            screen.Line($"Entry {entry.Sequence:D20}: delivery {entry.Id}, {entry.LabelboxEvent}, body of {Humanize.Number(entry.BodyLength)} bytes, SHA-256 {entry.BodySha256}");
        }

        if (verification is { Failure: null, Head: { } head })
        {
            screen.Line($"Followed {Humanize.Number(verification.Links)} links to entry {head.Sequence:D20}, hash {head.Hash}");
        }

        if (verification.Outcome is { } ending)
        {
            screen.Line($"State: {ending.State}{(ending.Error is { } error ? $" ({error})" : string.Empty)} (not covered by the hash chain)");
        }

        switch (outcome)
        {
            case "proven":
                screen.Line("PROVEN: the entry's fields, its position and every later link are valid.", LineStyle.Success);
                if (anchors is { From: null, To: null or { Hash: null } })
                {
                    screen.Notice("Checked against the ledger's own head. To check independently of the relay, pass a ledgerhash that you kept (--from, --to <sequence>:<hash>).");
                }

                break;
            case "incomplete":
                screen.Line("INCOMPLETE: every link is valid, but a header is masked, so the entry's fields could not be checked. Use --reveal.", LineStyle.Warning);
                break;
            default:
                screen.Line($"NOT PROVEN: {verification.Failure}", LineStyle.Error);
                break;
        }
    }

    private void Json(ProofVerification verification, string outcome) => screen.Json(line =>
    {
        line.WriteStartObject();
        line.WriteString("outcome", outcome);
        line.WriteString("failure", verification.Failure);
        line.WriteNumber("links", verification.Links);
        line.WritePropertyName("entry");
        JsonSerializer.Serialize(line, verification.Entry, AdminJson.Default.ProvenEntry!);
        line.WritePropertyName("head");
        JsonSerializer.Serialize(line, verification.Head, AdminJson.Default.ProvenHead!);
        line.WriteEndObject();
    });
}
