using System.Text.Json;
using WebhookRelay.Cli.Admin;

namespace WebhookRelay.Cli.Proving;

/// <summary>
/// Follows a proof while it is read, so that a chain of any length needs the memory of one link. The first check that fails
/// is kept; what stands in the proof is only compared with what was computed.
/// </summary>
internal sealed class Verification(string name, bool isSequence, Anchors anchors)
{
    private byte[]? _digest;
    private byte[]? _previous;
    private byte[]? _link;

    public ProvenEntry? Entry { get; private set; }

    public ProvenHead? Head { get; private set; }

    public ProvenOutcome? Outcome { get; private set; }

    /// <summary>Entries behind it that were followed.</summary>
    public long Links { get; private set; }

    /// <summary>The first check that failed; null where all hold.</summary>
    public string? Failure { get; private set; }

    /// <summary>Whether its fields could not be checked, since one of them is masked.</summary>
    public bool IsIncomplete => Entry is { Masked: true };

    public void Member(string member, JsonElement value)
    {
        switch (member)
        {
            case "entry":
                Begin(value.Deserialize(AdminJson.Default.ProvenEntry));
                break;
            case "digest":
                Expect(_digest = Bytes(value), Entry is { Masked: false } entry ? Chain.Digest(entry) : null, "The digest is not that of the entry's fields: a field was changed.");
                break;
            case "previous":
                _previous = Bytes(value);
                break;
            case "hash":
                BeginLinks(value);
                break;
            case "head":
                End(value.Deserialize(AdminJson.Default.ProvenHead));
                break;
            case "outcome":
                Outcome = value.Deserialize(AdminJson.Default.ProvenOutcome);
                break;
        }
    }

    public void Link(string digest)
    {
        if (_link is null || !Anchors.IsHash(digest))
        {
            Fail("The links do not follow the entry, or are none.");
            return;
        }

        _link = Chain.Link(_link, Convert.FromHexString(digest));
        Links++;
    }

    /// <summary>Where the proof broke off before its end, nothing is proven.</summary>
    public void Complete()
    {
        if (Entry is null || _digest is null || _previous is null || _link is null || Head is null)
        {
            Fail("The proof is not complete.");
        }
    }

    private void Begin(ProvenEntry? entry)
    {
        Entry = entry;
        if (entry is null)
        {
            Fail("The proof is of no entry.");
        }
        else if (isSequence ? entry.Sequence != long.Parse(name, System.Globalization.CultureInfo.InvariantCulture) : !string.Equals(entry.Id, name, StringComparison.Ordinal))
        {
            Fail("The proof is of another entry than was asked for.");
        }
        else if (!Anchors.IsHash(entry.BodySha256))
        {
            Fail("The proof names no body.");
        }
    }

    private void BeginLinks(JsonElement hash)
    {
        if (_previous is null || _digest is null)
        {
            Fail("The proof is not complete.");
            return;
        }

        _link = Chain.Link(_previous, _digest);
        Expect(Bytes(hash), _link, "The entry's hash does not link its digest to the entry before it: the entry was changed or moved.");
        if (anchors.From is { } from && !IsHash(_link, from) && !IsHash(_previous, from))
        {
            Fail("Neither the entry nor the one before it has the hash of --from: this is not the entry, or not the ledger, that you kept the hash of.");
        }
    }

    private void End(ProvenHead? head)
    {
        Head = head;
        if (head is null || _link is null)
        {
            Fail("The proof is not complete.");
        }
        else if (!IsHash(_link, head.Hash))
        {
            Fail("Following the links does not end at the head's hash: an entry behind this one was changed, taken out or put in.");
        }
        else if (anchors.To is { } to && to.Sequence != head.Sequence)
        {
            Fail("The proof does not end at the entry of --to.");
        }
        else if (anchors.To is { Hash: { } end } && !IsHash(_link, end))
        {
            Fail("The chain does not end at the hash of --to: this is not the ledger that you kept the hash of.");
        }
    }

    private void Expect(byte[]? found, byte[]? computed, string failure)
    {
        if (found is null || (computed is not null && !found.AsSpan().SequenceEqual(computed)))
        {
            Fail(failure);
        }
    }

    private void Fail(string failure) => Failure ??= failure;

    private static bool IsHash(byte[] hash, string text) => string.Equals(Convert.ToHexString(hash), text, StringComparison.OrdinalIgnoreCase);

    private static byte[]? Bytes(JsonElement value) => value.ValueKind is JsonValueKind.String && value.GetString() is { } text && Anchors.IsHash(text) ? Convert.FromHexString(text) : null;
}
