namespace WebhookRelay.Labelbox.V1;

/// <summary>Writes one member of a V1 feature under its V2 name.</summary>
internal static class V1MemberMapper
{
    /// <returns>Whether nothing was lost; otherwise the member is kept under <c>v1</c> too.</returns>
    public static bool TryWrite(JsonBuilder row, ReadOnlySpan<byte> label, V1Member member, in JsonMemberRange piece, ref V1Feature feature)
    {
        var value = piece.ValueIn(label);
        var (isText, isObject, isList) = (value[0] is (byte)'"', value[0] is (byte)'{', value[0] is (byte)'[');
        return member switch
        {
            V1Member.FeatureId => isText && TryWriteOnce(row, V2Members.FeatureId, "feature_id"u8, value, ref feature),
            V1Member.SchemaId => isText && TryWriteOnce(row, V2Members.FeatureSchemaId, "feature_schema_id"u8, value, ref feature),
            V1Member.Title => isText && TryWriteOnce(row, V2Members.Name, "name"u8, value, ref feature),
            V1Member.Value => isText && TryWriteOnce(row, V2Members.Value, "value"u8, value, ref feature),
            V1Member.Answer => isText && feature.Kind is V1Kind.Question && TryWriteTextAnswer(row, value, ref feature),
            _ when feature.IsOfFrame && member is V1Member.KeyFrame => TryNoteKeyFrame(value, ref feature),
            _ when feature.Kind is not V1Kind.Object => false,
            V1Member.BoundingBox => isObject && TryWriteGeometry(row, V2Geometry.BoundingBox, "bounding_box"u8, value, ref feature),
            V1Member.Polygon => isList && TryWriteGeometry(row, V2Geometry.Polygon, "polygon"u8, value, ref feature),
            V1Member.Line => isList && TryWriteGeometry(row, V2Geometry.Line, "line"u8, value, ref feature),
            V1Member.Point => isObject && TryWriteGeometry(row, V2Geometry.Point, "point"u8, value, ref feature),
            V1Member.GeoJson => isObject && TryWriteGeometry(row, V2Geometry.GeoJson, "geojson"u8, value, ref feature),
            V1Member.Location => isObject && V1Location.TryWrite(row, value, ref feature),
            V1Member.Data => isObject && V1Location.TryWriteData(row, value, ref feature),
            V1Member.Format => KeepAsNoMask(ref feature),
            V1Member.Page => TryWritePage(row, value, ref feature),
            V1Member.InstanceUri => isText && TryHold(ref feature.InstanceUri, piece),
            V1Member.Geometry => isObject && TryHold(ref feature.GeoGeometry, piece),
            V1Member.Type => isText && TryHold(ref feature.GeoType, piece),
            _ => false,
        };
    }

    private static bool TryWriteOnce(JsonBuilder row, V2Members member, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ref V1Feature feature)
    {
        if (feature.Has(member))
        {
            return false;
        }

        feature.Written |= member;
        row.Member(name, value);
        return true;
    }

    private static bool TryWriteTextAnswer(JsonBuilder row, ReadOnlySpan<byte> value, ref V1Feature feature)
    {
        if (feature.Has(V2Members.TextAnswer))
        {
            return false;
        }

        feature.Written |= V2Members.TextAnswer;
        row.Name("text_answer"u8);
        row.Open((byte)'{');
        row.Member("content"u8, value);
        row.Close((byte)'}');
        return true;
    }

    private static bool TryNoteKeyFrame(ReadOnlySpan<byte> value, ref V1Feature feature)
    {
        feature.IsKeyFrame = value[0] switch
        {
            (byte)'t' => true,
            (byte)'f' => false,
            _ => feature.IsKeyFrame,
        };
        return value[0] is (byte)'t' or (byte)'f';
    }

    private static bool TryWriteGeometry(JsonBuilder row, V2Geometry geometry, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ref V1Feature feature)
    {
        if (feature.Geometry is not V2Geometry.None)
        {
            return false;
        }

        feature.Geometry = geometry;
        row.Member(name, value);
        return true;
    }

    /// <summary>Labelbox does not document whether V2 counts pages from 0 or 1, so the number stays unchanged.</summary>
    private static bool TryWritePage(JsonBuilder row, ReadOnlySpan<byte> value, ref V1Feature feature)
    {
        feature.IsNoMask = true;
        return value[0] is >= (byte)'0' and <= (byte)'9' && TryWriteOnce(row, V2Members.PageNumber, "page_number"u8, value, ref feature);
    }

    /// <summary>An entity's format. With an address beside it the object is not a mask.</summary>
    private static bool KeepAsNoMask(ref V1Feature feature)
    {
        feature.IsNoMask = true;
        return false;
    }

    /// <summary>The result depends on the object's other members, which may follow.</summary>
    private static bool TryHold(ref JsonMemberRange held, in JsonMemberRange piece)
    {
        if (held.IsThere)
        {
            return false;
        }

        held = piece;
        return true;
    }
}
