namespace WebhookRelay.Labelbox.V1;

/// <summary>The state of a feature, or of a list of features, while it is written.</summary>
internal struct V1Feature
{
    public V1Kind Kind;
    public bool IsList;

    /// <summary>For a list: whether it has brackets. The oldest exports nest one list more.</summary>
    public bool HasBrackets;

    /// <summary>Whether it is directly in a frame of a video.</summary>
    public bool IsOfFrame;

    /// <summary>The V2 members written so far; a repeated name would hide the first one.</summary>
    public V2Members Written;
    public V2Geometry Geometry;
    public bool? IsKeyFrame;

    /// <summary>Whether a member shows that it is not a mask, even if its geometry is unknown.</summary>
    public bool IsNoMask;
    public JsonMemberRange InstanceUri;
    public JsonMemberRange GeoGeometry;
    public JsonMemberRange GeoType;

    /// <summary>The start of its members in the list of members without a V2 equivalent.</summary>
    public int Rest;
    public bool IsRestLast;

    public readonly bool Has(V2Members member) => (Written & member) is not V2Members.None;
}

/// <summary>A set of members of a V2 feature.</summary>
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

/// <summary>The geometry of a V2 object, at most one.</summary>
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
