namespace WebhookRelay.Labelbox.V1;

/// <summary>A feature, or a list of them, that is being written.</summary>
internal struct V1Feature
{
    public V1Kind Kind;
    public bool IsList;

    /// <summary>Of a list: whether it has brackets. The oldest exports nest one list more than the rest.</summary>
    public bool HasBrackets;

    /// <summary>Whether it stands in a frame of a video, directly.</summary>
    public bool IsOfFrame;

    /// <summary>The V2 members that were written; a second one of a name would hide the first.</summary>
    public V2Members Written;
    public V2Geometry Geometry;
    public bool? IsKeyFrame;

    /// <summary>Whether a member tells that it is no mask, even where its geometry is none we know.</summary>
    public bool IsNoMask;
    public JsonPiece InstanceUri;
    public JsonPiece GeoGeometry;
    public JsonPiece GeoType;

    /// <summary>Where its members begin in the list of what has no place in V2.</summary>
    public int Rest;
    public bool IsRestLast;

    public readonly bool Has(V2Members member) => (Written & member) is not V2Members.None;
}

/// <summary>Members of a V2 feature, in any number.</summary>
[Flags]
internal enum V2Members : ushort
{
    None = 0,
    FeatureId = 1,
    FeatureSchemaId = 2,
    Name = 4,
    Value = 8,
    Classifications = 16,
    RadioAnswer = 32,
    ChecklistAnswers = 64,
    TextAnswer = 128,
    PageNumber = 256,
}

/// <summary>What a V2 object was drawn as: there is one at most.</summary>
internal enum V2Geometry : byte
{
    None = 0,
    BoundingBox,
    Polygon,
    Line,
    Point,
    Mask,
    TextLocation,
    ConversationalLocation,
    GeoRectangle,
    GeoPolygon,
    GeoLine,
    GeoPoint,
    GeoJson,
}
