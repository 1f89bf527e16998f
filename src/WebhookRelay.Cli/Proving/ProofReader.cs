using System.Text.Json;

namespace WebhookRelay.Cli.Proving;

/// <summary>Reads a proof from a stream, one member and one link at a time, because a chain can have millions of links.</summary>
internal static class ProofReader
{
    private const int FirstBytes = 64 * 1024;
    private const string Links = "links";

    /// <exception cref="JsonException">The stream is not a proof.</exception>
    public static async Task ReadAsync(Stream stream, ProofVerification verification, CancellationToken cancellationToken)
    {
        var (buffer, held, ended) = (new byte[FirstBytes], 0, false);
        var place = new Place(new JsonReaderState(), InLinks: false, IsOver: false);
        while (!ended)
        {
            if (held == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            var read = await stream.ReadAsync(buffer.AsMemory(held), cancellationToken);
            held += read;
            ended = read is 0;
            var used = Consume(buffer.AsSpan(0, held), ended, ref place, verification);
            buffer.AsSpan(used, held - used).CopyTo(buffer);
            held -= used;
        }

        verification.Complete();
    }

    /// <summary>Consumes whole members and links only; an incomplete one waits for more bytes.</summary>
    private static int Consume(ReadOnlySpan<byte> bytes, bool ended, ref Place place, ProofVerification verification)
    {
        var reader = new Utf8JsonReader(bytes, ended, place.State);
        var taken = 0;
        while (!place.IsOver && TryTake(ref reader, ref place, verification))
        {
            place = place with { State = reader.CurrentState };
            taken = (int)reader.BytesConsumed;
        }

        // Ignore anything after the proof.
        return place.IsOver ? bytes.Length : taken;
    }

    private static bool TryTake(ref Utf8JsonReader reader, ref Place place, ProofVerification verification)
    {
        if (!reader.Read())
        {
            return false;
        }

        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject when reader.CurrentDepth is 0:
                return true;
            case JsonTokenType.EndObject when reader.CurrentDepth is 0:
                place = place with { IsOver = true };
                return true;
            case JsonTokenType.EndArray when place.InLinks:
                place = place with { InLinks = false };
                return true;
            case JsonTokenType.String when place.InLinks:
                verification.Link(reader.GetString()!);
                return true;
            case JsonTokenType.PropertyName:
                return TryTakeMember(ref reader, ref place, verification);
            default:
                throw new JsonException("The response is not a proof.");
        }
    }

    private static bool TryTakeMember(ref Utf8JsonReader reader, ref Place place, ProofVerification verification)
    {
        var name = reader.GetString()!;
        if (name is Links)
        {
            var began = reader.Read();
            if (began && reader.TokenType is not JsonTokenType.StartArray)
            {
                throw new JsonException("The response is not a proof.");
            }

            place = place with { InLinks = began };
            return began;
        }

        if (!JsonDocument.TryParseValue(ref reader, out var value))
        {
            return false;
        }

        using (value)
        {
            verification.Member(name, value.RootElement);
        }

        return true;
    }

    private readonly record struct Place(JsonReaderState State, bool InLinks, bool IsOver);
}
