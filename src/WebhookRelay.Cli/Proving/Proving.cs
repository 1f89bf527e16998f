using System.Text.Json;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Deliveries;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Proving;

/// <summary>Asks for a proof, checks it, and tells the outcome.</summary>
internal sealed class Proving(AdminClient admin, Screen screen, bool json)
{
    public async Task<int> RunAsync(string name, Anchors anchors, bool reveal, CancellationToken cancellationToken)
    {
        var query = new Query().Add("to", anchors.To?.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture)).Add("reveal", reveal ? "true" : null);
        var (id, isSequence) = (name, EntryName.IsSequence(name));
        if (isSequence)
        {
            id = (await admin.GetAsync($"entries/{name}", AdminJson.Default.DeliveryDetail, cancellationToken)).Value.Delivery.Id;
            query.Add("sequence", name);
        }

        var verification = new Verification(name, isSequence, anchors);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"ledger/proof/{Uri.EscapeDataString(id)}{query}", UriKind.Relative));
        using var response = await admin.OpenAsync(request, cancellationToken);
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            await ProofReader.ReadAsync(stream, verification, cancellationToken);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new CommandFault(ExitCode.Failed, "Not proven: what the relay answered is no proof.");
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new CommandFault(ExitCode.NotReachable, "Not proven: the connection broke before the end of the proof.", "Try again; --to <sequence> makes the proof shorter.");
        }

        return Tell(verification, anchors);
    }

    private int Tell(Verification verification, Anchors anchors)
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

    private void Lines(Verification verification, Anchors anchors, string outcome)
    {
        if (verification.Entry is { } entry)
        {
            screen.Line($"Entry {entry.Sequence:D20}: delivery {entry.Id}, {entry.LabelboxEvent}, body of {Written.Number(entry.BodyLength)} bytes, SHA-256 {entry.BodySha256}");
        }

        if (verification is { Failure: null, Head: { } head })
        {
            screen.Line($"Followed {Written.Number(verification.Links)} links to entry {head.Sequence:D20}, hash {head.Hash}");
        }

        if (verification.Outcome is { } ending)
        {
            screen.Line($"State: {ending.State}{(ending.Error is { } error ? $" ({error})" : string.Empty)} - the chain does not cover this");
        }

        switch (outcome)
        {
            case "proven":
                screen.Line("PROVEN: the entry's fields, its place and every link behind it hold.", Tone.Good);
                if (anchors is { From: null, To: null or { Hash: null } })
                {
                    screen.Notice("Checked against the ledger's own head. With a ledgerhash that you kept (--from, --to <sequence>:<hash>) the proof does not depend on what the relay says now.");
                }

                break;
            case "incomplete":
                screen.Line("INCOMPLETE: every link holds, but a header is masked, so that the entry's fields could not be checked. Ask with --reveal.", Tone.Warning);
                break;
            default:
                screen.Line($"NOT PROVEN: {verification.Failure}", Tone.Bad);
                break;
        }
    }

    private void Json(Verification verification, string outcome) => screen.Json(line =>
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
