using System.Globalization;
using System.Security.Cryptography;
using WebhookRelay.SampleData;
using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.Cli.Sending;

/// <summary>Provides the requested deliveries, one at a time.</summary>
internal sealed class DeliverySource(string? file, string topic, Media media, bool isV1, long? bytes, ulong? seed, string? id, TimeProvider time)
{
    /// <summary>The fixed time of seeded deliveries, so that the same seed gives the same bytes.</summary>
    private static readonly DateTimeOffset SeededAt = new(2024, 6, 5, 12, 0, 0, TimeSpan.Zero);

    private readonly ulong _first = seed ?? BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
    private readonly Func<IEnumerable<ReadOnlyMemory<byte>>>? _file = file is null ? null : OutgoingDelivery.OfFile(file);

    /// <param name="index">The index of the delivery, starting at 0.</param>
    public OutgoingDelivery Delivery(int index)
    {
        var of = unchecked(_first + (ulong)index);
        if (_file is not null)
        {
            return new OutgoingDelivery(id ?? $"file-{of.ToString("x16", CultureInfo.InvariantCulture)}", topic, _file);
        }

        var made = SampleDelivery.Of(topic, media, isV1, bytes, of, seed is null ? Whole(time.GetUtcNow()) : SeededAt)
            ?? throw new CommandException(ExitCode.Usage, "A V1 delivery of this kind of data has a fixed size: its annotations are a URL.", "Omit --size or --version v1.");
        return new OutgoingDelivery(id ?? made.Id, topic, made.Body);
    }

    private static DateTimeOffset Whole(DateTimeOffset instant) => DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());
}
