using System.Buffers;
using System.Diagnostics;
using System.Security.Cryptography;
using WebhookRelay.Contracts;
using WebhookRelay.Labelbox;
using WebhookRelay.Ledger;

namespace WebhookRelay.Normalising;

/// <summary>The largest data that an event contains, in bytes, by the current settings.</summary>
internal delegate long InlineLimit();

/// <summary>
/// Step 4 of the pipeline for bodies of any size. A body that fits into an event is read into memory and normalised. Of a
/// larger body, only the attributes and the position of its data are read, page by page.
/// </summary>
internal sealed class EntryReader(InlineLimit inlineLimit) : IDisposable
{
    // Reading a large body keeps a core busy: other deliveries need the remaining cores.
    private readonly SemaphoreSlim _largeBodyLock = new(1);

    /// <summary>How many bytes are in memory while the body's event is processed.</summary>
    public long MemoryNeeded(EntryBody body) => body is EntryBody.InFile && !FitsInline(body.Length) ? PagedFile.MaxBytesInMemory : body.Length;

    /// <exception cref="IOException">The file of a large body cannot be read.</exception>
    public async ValueTask<NormalisationResult> ReadAsync(LedgerEntry entry, EntryBody body, CancellationToken cancellationToken) =>
        FitsInline(body.Length)
            ? Normaliser.Normalise(entry, await ReadBytesAsync(body, 0, body.Length, cancellationToken))
            : await ReadLargeAsync(entry, body, cancellationToken);

    public void Dispose() => _largeBodyLock.Dispose();

    private bool FitsInline(long bytes) => bytes <= inlineLimit();

    private async Task<NormalisationResult> ReadLargeAsync(LedgerEntry entry, EntryBody body, CancellationToken cancellationToken)
    {
        await _largeBodyLock.WaitAsync(cancellationToken);
        try
        {
            switch (await Task.Run(() => Read(entry, body, cancellationToken), cancellationToken))
            {
                case LargeReading.NotUnderstood { Reason: var reason }:
                    return new NormalisationResult.NotUnderstood(reason);
                case LargeReading.Understood { Facts.PayloadVersion: not "v1", Start: var start, Length: var length } when FitsInline(length):
                    // Most of the body is outside the data row.
                    return Normaliser.Normalise(entry, await ReadBytesAsync(body, start, length, cancellationToken));
                case LargeReading.Understood understood:
                    return new NormalisationResult.Understood(await Task.Run(() => CreateEvent(entry, body, understood, cancellationToken), cancellationToken));
                case var other:
                    throw new UnreachableException($"{other.GetType()} is not a known payload reading.");
            }
        }
        finally
        {
            _largeBodyLock.Release();
        }
    }

    private static LargeReading Read(LedgerEntry entry, EntryBody body, CancellationToken cancellationToken)
    {
        var topic = LabelboxTopics.FromHeader(entry.Event);
        if (body is EntryBody.InMemory { Bytes: var bytes })
        {
            return LargePayload.Read(new ReadOnlySequence<byte>(bytes), topic);
        }

        using var paged = new PagedFile((EntryBody.InFile)body, cancellationToken);
        return LargePayload.Read(paged.Bytes, topic);
    }

    private static NormalisedEvent CreateEvent(LedgerEntry entry, EntryBody body, LargeReading.Understood understood, CancellationToken cancellationToken)
    {
        var (facts, start, length) = understood;
        return body switch
        {
            EntryBody.InMemory { Bytes: var bytes } => new NormalisedEvent(entry, facts with { DataRow = bytes.Slice((int)start, (int)length) }),
            EntryBody.InFile file => new NormalisedEvent(entry, facts)
            {
                DataPart = new PayloadPart(ComputeDigest(file, start, length, cancellationToken), start, length),
                DataContentDigest = understood.ContentDigest,
            },
            _ => throw new UnreachableException($"{body.GetType()} is not a known body type."),
        };
    }

    private static ReadOnlyMemory<byte> ComputeDigest(EntryBody.InFile file, long start, long length, CancellationToken cancellationToken)
    {
        if (length == file.Length)
        {
            return file.Digest;
        }

        using var paged = new PagedFile(file, cancellationToken);
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var bytes in paged.Bytes.Slice(start, length))
        {
            digest.AppendData(bytes.Span);
        }

        return digest.GetHashAndReset();
    }

    private static async ValueTask<ReadOnlyMemory<byte>> ReadBytesAsync(EntryBody body, long start, long length, CancellationToken cancellationToken)
    {
        if (body is EntryBody.InMemory { Bytes: var held })
        {
            return held.Slice((int)start, (int)length);
        }

        var bytes = GC.AllocateUninitializedArray<byte>((int)length);
        await using var stream = body.Open();
        stream.Position = start;
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }
}
