using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace WebhookRelay.LoadTests.Deliveries;

/// <summary>A file of signed requests of equal length, generated before the measurement so that sending is cheap.</summary>
internal sealed class DeliveryFile : IDisposable
{
    private readonly DeliveryTemplate _template;
    private readonly SafeFileHandle _handle;

    private DeliveryFile(string path, int bodyBytes, int count, DeliveryTemplate template, SafeFileHandle handle) =>
        (Path, BodyBytes, Count, _template, _handle) = (path, bodyBytes, count, template, handle);

    public string Path { get; }

    public int BodyBytes { get; }

    public int Count { get; }

    public int Length => _template.Length;

    public int BodyOffset => _template.BodyOffset;

    public string Size => BodyBytes switch
    {
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{BodyBytes / 1_000_000.0:0.#} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{BodyBytes / 1_000.0:0.#} KB"),
    };

    public static DeliveryFile Create(string path, int bodyBytes, int count)
    {
        const int AtOnce = 64;
        var template = new DeliveryTemplate(bodyBytes);
        var handle = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read);
        Parallel.For(0, (count + AtOnce - 1) / AtOnce, () => new byte[AtOnce * template.Length], (chunk, _, buffer) =>
        {
            var first = chunk * AtOnce;
            var many = Math.Min(AtOnce, count - first);
            for (var i = 0; i < many; i++)
            {
                template.Write(first + i, buffer.AsSpan(i * template.Length, template.Length));
            }

            RandomAccess.Write(handle, buffer.AsSpan(0, many * template.Length), (long)first * template.Length);
            return buffer;
        }, _ => { });

        // Flush now rather than during the first measurement.
        RandomAccess.FlushToDisk(handle);
        return new DeliveryFile(path, bodyBytes, count, template, handle);
    }

    public void Read(int number, Span<byte> request) => RandomAccess.Read(_handle, request[..Length], (long)number * Length);

    public byte[] Body(int number)
    {
        var body = new byte[Length - BodyOffset];
        RandomAccess.Read(_handle, body, ((long)number * Length) + BodyOffset);
        return body;
    }

    public void Dispose()
    {
        _handle.Dispose();
        File.Delete(Path);
    }
}
