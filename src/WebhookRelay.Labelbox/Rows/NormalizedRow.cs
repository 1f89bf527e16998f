namespace WebhookRelay.Labelbox.Rows;

/// <summary>Rewrites a row with every array of key frames as an object, and all other bytes unchanged.</summary>
internal static class NormalizedRow
{
    /// <param name="row">The row as JSON.</param>
    /// <param name="length">The resulting length.</param>
    public static byte[] Of(ReadOnlySpan<byte> row, int length)
    {
        var uniform = new byte[length];
        var keyFrames = default(KeyFrameMaps);
        var json = DeliveryPayload.Reader(row);
        var (taken, written) = (0, 0);
        while (json.Read())
        {
            if (!keyFrames.Take(ref json))
            {
                continue;
            }

            var asItCame = row[taken..(int)keyFrames.Start];
            asItCame.CopyTo(uniform.AsSpan(written));
            written += asItCame.Length;
            taken = (int)json.BytesConsumed;
            written += KeyFrameMaps.Write(row[(int)keyFrames.Start..taken], uniform.AsSpan(written));
        }

        row[taken..].CopyTo(uniform.AsSpan(written));
        return uniform.Length == written + row.Length - taken ? uniform : uniform[..(written + row.Length - taken)];
    }
}
