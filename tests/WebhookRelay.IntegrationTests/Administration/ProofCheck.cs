using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace WebhookRelay.IntegrationTests.Administration;

/// <summary>Checks a proof as documented, without using the service's code.</summary>
internal static class ProofCheck
{
    public static void Follow(JsonNode proof)
    {
        var entry = proof["entry"]!;
        using var fields = new MemoryStream();
        Add(fields, (long)entry["sequence"]!);
        Add(fields, (string)entry["id"]!);
        Add(fields, (string)entry["labelboxEvent"]!);
        Add(fields, (string)entry["webhook"]!);
        Add(fields, (string)entry["secretMark"]!);
        Add(fields, entry["headers"]!.AsArray().Count);
        foreach (var header in entry["headers"]!.AsArray())
        {
            Add(fields, (string)header!["name"]!);
            Add(fields, (string)header["value"]!);
        }

        Add(fields, Convert.FromHexString((string)entry["bodySha256"]!));
        Add(fields, (long)entry["bodyLength"]!);
        if ((long?)entry["acceptedMicroseconds"] is { } accepted)
        {
            Add(fields, accepted);
        }

        var digest = SHA256.HashData(fields.ToArray());
        if (!(bool)entry["masked"]!)
        {
            Assert.Equal((string?)proof["digest"], Convert.ToHexStringLower(digest));
        }

        var link = Link(Convert.FromHexString((string)proof["previous"]!), Convert.FromHexString((string)proof["digest"]!));
        Assert.Equal((string?)proof["hash"], Convert.ToHexStringLower(link));
        foreach (var next in proof["links"]!.AsArray())
        {
            link = Link(link, Convert.FromHexString((string)next!));
        }

        Assert.Equal((string?)proof["head"]!["hash"], Convert.ToHexStringLower(link));
    }

    private static byte[] Link(byte[] previous, byte[] digest)
    {
        using var fields = new MemoryStream();
        Add(fields, previous);
        Add(fields, digest);
        return SHA256.HashData(fields.ToArray());
    }

    private static void Add(MemoryStream fields, string text) => Add(fields, Encoding.UTF8.GetBytes(text));

    private static void Add(MemoryStream fields, long number)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        Add(fields, bytes);
    }

    private static void Add(MemoryStream fields, byte[] bytes)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        fields.Write(length);
        fields.Write(bytes);
    }
}
