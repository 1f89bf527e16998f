using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using WebhookRelay.Labelbox;

namespace WebhookRelay.Deduplication;

/// <summary>Identifies an event's content independently of its delivery id: two overlapping webhooks deliver one change with two ids.</summary>
internal static class ContentFingerprint
{
    /// <summary>
    /// A hash over the topic and the content digest, and over project, data row, label and times if the payload contains
    /// times. The digest is always included: two changes within one second may share all times.
    /// </summary>
    public static string Of(string topicWords, PayloadFacts facts, UInt128 contentDigest)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, topicWords);
        if (facts is { HasOwnTimes: true, HappenedAt: { } happenedAt, DataRowId: not null })
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
        // Length first, so that different field lists never hash the same bytes; -1 distinguishes an absent field from an empty one.
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, field is null ? -1 : Encoding.UTF8.GetByteCount(field));
        hash.AppendData(length);
        if (field is not null)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(field));
        }
    }
}
