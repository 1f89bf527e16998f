namespace WebhookRelay.SampleData.Rows;

internal sealed record Point(double X, double Y);

/// <summary>The position of an annotation in its data. One case for every geometry member known from exported rows.</summary>
internal abstract record Geometry
{
    private Geometry()
    {
    }

    /// <param name="Page">The page of a document, else null.</param>
    public sealed record Box(double Top, double Left, double Height, double Width, int? Page = null) : Geometry;

    public sealed record Polygon(IReadOnlyList<Point> Ring) : Geometry;

    public sealed record Line(IReadOnlyList<Point> Points) : Geometry;

    public sealed record Spot(Point At) : Geometry;

    public sealed record Mask : Geometry;

    public sealed record CompositeMask(string TaskId, string MaskId, int Frame, int Red, int Green, int Blue) : Geometry;

    /// <param name="End">Inclusive.</param>
    public sealed record Span(int Start, int End, string Token) : Geometry;

    public sealed record Tokens(string GroupId, int Page, IReadOnlyList<string> Ids, string Text) : Geometry;

    public sealed record MessageSpan(string MessageId, int Start, int End) : Geometry;

    /// <param name="Points">Longitude and latitude.</param>
    public sealed record Geo(string Type, IReadOnlyList<Point> Points) : Geometry;

    public sealed record Messages(MessageChoice Choice, int Chosen) : Geometry;
}

internal enum MessageChoice
{
    Single,
    Multi,
    Ranking,
}
