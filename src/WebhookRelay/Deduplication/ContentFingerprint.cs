using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using WebhookRelay.Labelbox;

namespace WebhookRelay.Deduplication;

/// <summary>An event's content, under whatever id it is delivered: two overlapping webhooks deliver one change with two ids.</summary>
internal static class ContentFingerprint
{
    /// <summary>
    /// Over the topic and the digest of the content, and over project, data row, label and times where the payload has times of
    /// its own. The digest is part of it in any case: two changes within one second may have every time in common.
    /// </summary>
    public static string Of(string topicWords, PayloadFacts facts, UInt128 contentDigest)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, topicWords);
        if (facts is { IsHappeningTold: true, HappenedAt: { } happenedAt, DataRowId: not null })
        {
            Append(hash, facts.ProjectId);
            Append(hash, facts.DataRowId);
            Append(hash, facts.LabelId);
            Append(hash, happenedAt.UtcTicks.ToString(CultureInfo.InvariantCulture));
            Append(hash, facts.LabelUpdatedAt?.UtcTicks.ToString(CultureInfo.InvariantCulture));
        }

        Span<byte> content = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(content, contentDigest);
        hash.AppendData(content);
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
