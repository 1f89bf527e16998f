using System.Globalization;
using System.Security.Cryptography;
using WebhookRelay.SampleData;
using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.Cli.Sending;

/// <summary>The deliveries that were asked for, one after the other.</summary>
internal sealed class Mailbag(string? file, string topic, Media media, bool isV1, long? bytes, ulong? seed, string? id, TimeProvider time)
{
    /// <summary>When everything of a seed result: what is sent again must be the same.</summary>
    private static readonly DateTimeOffset SeededAt = new(2024, 6, 5, 12, 0, 0, TimeSpan.Zero);

    private readonly ulong _first = seed ?? BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
    private readonly Func<IEnumerable<ReadOnlyMemory<byte>>>? _file = file is null ? null : Outgoing.OfFile(file);

    /// <param name="index">Its place among them, from 0.</param>
    public Outgoing Delivery(int index)
    {
        var of = unchecked(_first + (ulong)index);
        if (_file is not null)
        {
            return new Outgoing(id ?? $"file-{of.ToString("x16", CultureInfo.InvariantCulture)}", topic, _file);
        }

        var made = SampleDelivery.Of(topic, media, isV1, bytes, of, seed is null ? Whole(time.GetUtcNow()) : SeededAt)
            ?? throw new CommandFault(ExitCode.Usage, "A V1 delivery of this kind of data has no size of its own: its annotations are an address.", "Leave --size or --version v1 out.");
        return new Outgoing(id ?? made.Id, topic, made.Body);
    }

    private static DateTimeOffset Whole(DateTimeOffset instant) => DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());
}
