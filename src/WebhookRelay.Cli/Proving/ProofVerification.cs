using System.Text.Json;
using WebhookRelay.Cli.Admin;

namespace WebhookRelay.Cli.Proving;

/// <summary>
/// Checks a proof while it is read, so that a chain of any length needs the memory of one link. It keeps the first failed
/// check. Hashes in the proof are only compared with computed ones.
/// </summary>
internal sealed class ProofVerification(string name, bool isSequence, Anchors anchors)
{
    private byte[]? _digest;
    private byte[]? _previous;
    private byte[]? _link;

    public ProvenEntry? Entry { get; private set; }

    public ProvenHead? Head { get; private set; }

    public ProvenOutcome? Outcome { get; private set; }

    /// <summary>The number of later entries that were followed.</summary>
    public long Links { get; private set; }

    /// <summary>The first failed check; null if all passed.</summary>
    public string? Failure { get; private set; }

    /// <summary>Whether a masked field made it impossible to check the entry.</summary>
    public bool IsIncomplete => Entry is { Masked: true };

    public void Member(string member, JsonElement value)
    {
        switch (member)
        {
            case "entry":
                Begin(value.Deserialize(AdminJson.Default.ProvenEntry));
                break;
            case "digest":
                Expect(_digest = Bytes(value), Entry is { Masked: false } entry ? HashChain.Digest(entry) : null, "The digest does not match the entry's fields: a field was changed.");
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
            Fail("The links are invalid or come before the entry.");
            return;
        }

        _link = HashChain.Link(_link, Convert.FromHexString(digest));
        Links++;
    }

    /// <summary>Fails if the proof was cut off.</summary>
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
            Fail("The proof has no entry.");
        }
        else if (isSequence ? entry.Sequence != long.Parse(name, System.Globalization.CultureInfo.InvariantCulture) : !string.Equals(entry.Id, name, StringComparison.Ordinal))
        {
            Fail("The proof is for a different entry.");
        }
        else if (!Anchors.IsHash(entry.BodySha256))
        {
            Fail("The proof has no body digest.");
        }
    }

    private void BeginLinks(JsonElement hash)
    {
        if (_previous is null || _digest is null)
        {
            Fail("The proof is not complete.");
            return;
        }

        _link = HashChain.Link(_previous, _digest);
        Expect(Bytes(hash), _link, "The entry's hash does not link its digest to the entry before it: the entry was changed or moved.");
        if (anchors.From is { } from && !IsHash(_link, from) && !IsHash(_previous, from))
        {
            Fail("Neither the entry nor the one before it has the hash of --from: this is a different entry or ledger.");
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
            Fail("The links do not lead to the head's hash: a later entry was changed, removed or inserted.");
        }
        else if (anchors.To is { } to && to.Sequence != head.Sequence)
        {
            Fail("The proof does not end at the entry of --to.");
        }
        else if (anchors.To is { Hash: { } end } && !IsHash(_link, end))
        {
            Fail("The chain does not end at the hash of --to: this is a different ledger.");
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
