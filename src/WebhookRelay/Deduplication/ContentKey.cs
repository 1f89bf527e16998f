using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using WebhookRelay.Labelbox;

namespace WebhookRelay.Deduplication;

/// <summary>What happened, whatever id it is told under: two overlapping webhooks tell of one label with two ids.</summary>
internal static class ContentKey
{
    /// <summary>The key of a happening: topic, project, data row, label and its times; where they do not tell it from every other, topic and body.</summary>
    public static string Of(string topicWords, PayloadFacts facts, ReadOnlySpan<byte> bodyDigest)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, topicWords);
        if (facts is { IsHappeningTold: true, HappenedAt: { } happenedAt, DataRowId: not null })
        {
            Append(hash, facts.ProjectId);
            Append(hash, facts.DataRowId);
            Append(hash, facts.LabelId);
            Append(hash, happenedAt.UtcTicks.ToString(CultureInfo.InvariantCulture));
            Append(hash, facts.ContentChangedAt?.UtcTicks.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            hash.AppendData(bodyDigest);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string? field)
    {
        // Length first, so that no two lists of fields are the same bytes; -1 tells an absent one from an empty one.
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, field is null ? -1 : Encoding.UTF8.GetByteCount(field));
        hash.AppendData(length);
        if (field is not null)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(field));
        }
    }
}
