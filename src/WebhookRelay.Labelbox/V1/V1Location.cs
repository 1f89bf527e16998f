using System.Text.Json;

namespace WebhookRelay.Labelbox.V1;

/// <summary>
/// The position of an entity in a text, or in a message of a conversation. The legacy export has it in
/// <c>data.location</c>. Both ends are inclusive there and in V2, so they stay unchanged.
/// </summary>
internal static class V1Location
{
    /// <param name="row">Positioned inside the object.</param>
    /// <param name="data">The value of <c>data</c>, an object.</param>
    /// <param name="feature">The object.</param>
    /// <returns>Whether nothing was lost.</returns>
    public static bool TryWriteData(JsonBuilder row, ReadOnlySpan<byte> data, ref V1Feature feature)
    {
        feature.IsNoMask = true;
        var isWhole = true;
        var location = default(JsonMemberRange);
        var json = DeliveryPayload.Reader(data);
        json.Read();
        while (json.NextMember())
        {
            var isLocation = json.IsNamed("location"u8);
            var piece = JsonMemberRange.Take(ref json);
            isWhole &= isLocation && !location.IsThere;
            location = isLocation ? piece : location;
        }

        return location.IsThere && data[location.Start] is (byte)'{' && TryWrite(row, location.ValueIn(data), ref feature) && isWhole;
    }

    /// <param name="row">Positioned inside the object.</param>
    /// <param name="location">An object with <c>start</c> and <c>end</c>.</param>
    /// <param name="feature">The object.</param>
    /// <returns>Whether nothing was lost.</returns>
    public static bool TryWrite(JsonBuilder row, ReadOnlySpan<byte> location, ref V1Feature feature)
    {
        feature.IsNoMask = true;
        var parts = Parts.Of(location);
        if (feature.Geometry is not V2Geometry.None || !parts.Start.IsThere || !parts.End.IsThere)
        {
            return false;
        }

        if (parts.MessageId.IsThere)
        {
            feature.Geometry = V2Geometry.ConversationalLocation;
            row.Name("conversational_location"u8);
            row.Open((byte)'{');
            row.Member("message_id"u8, parts.MessageId.ValueIn(location));
            Write(row, location, parts);
            row.Close((byte)'}');
        }
        else
        {
            feature.Geometry = V2Geometry.TextLocation;
            Write(row, location, parts);
        }

        return parts.AreAll;
    }

    private static void Write(JsonBuilder row, ReadOnlySpan<byte> location, in Parts parts)
    {
        row.Name("location"u8);
        row.Open((byte)'{');
        row.Member("start"u8, parts.Start.ValueIn(location));
        row.Member("end"u8, parts.End.ValueIn(location));
        row.Close((byte)'}');
    }

    private readonly record struct Parts(JsonMemberRange Start, JsonMemberRange End, JsonMemberRange MessageId, bool AreAll)
    {
        public static Parts Of(ReadOnlySpan<byte> location)
        {
            var parts = new Parts(default, default, default, AreAll: true);
            var json = DeliveryPayload.Reader(location);
            json.Read();
            while (json.NextMember())
            {
                var (isStart, isEnd, isMessage) = (json.IsNamed("start"u8), json.IsNamed("end"u8), json.IsNamed("messageId"u8));
                var piece = JsonMemberRange.Take(ref json);
                parts = (json.TokenType, isStart, isEnd, isMessage) switch
                {
                    (JsonTokenType.Number, true, _, _) when !parts.Start.IsThere => parts with { Start = piece },
                    (JsonTokenType.Number, _, true, _) when !parts.End.IsThere => parts with { End = piece },
                    (JsonTokenType.String, _, _, true) when !parts.MessageId.IsThere => parts with { MessageId = piece },
                    _ => parts with { AreAll = false },
                };
            }

            return parts;
        }
    }
}
