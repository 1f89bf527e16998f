using System.Runtime.InteropServices;
using System.Text.Json;

namespace WebhookRelay.Contracts;

/// <summary>An object on a map: <c>GeoBoundingBox</c>; <c>GeoPoint</c>, <c>GeoPolyline</c> and <c>GeoPolygon</c> are inferred.</summary>
public sealed class GeoObject : ObjectAnnotation
{
    /// <summary>The geometry in GeoJSON. A bounding box is a polygon: bottom left, top left, top right, bottom right, bottom left.</summary>
    public GeoJson? Geojson { get; set; }
}

/// <summary>A GeoJSON geometry (RFC 7946).</summary>
public sealed class GeoJson : Extensible
{
    /// <summary>The geometry type, such as <c>Point</c>, <c>LineString</c> or <c>Polygon</c>.</summary>
    public string? Type { get; set; }

    /// <summary>The coordinates, nested as <see cref="Type"/> requires. Each position is longitude, then latitude.</summary>
    public JsonElement? Coordinates { get; set; }

    /// <summary>
    /// Returns all positions in <see cref="Coordinates"/> in order, at any nesting level. Empty if there are none.
    /// Values that are not positions are skipped.
    /// </summary>
    public IEnumerable<GeoPosition> Positions() => Coordinates is { } coordinates ? PositionsIn(coordinates) : [];

    private static IEnumerable<GeoPosition> PositionsIn(JsonElement coordinates)
    {
        var open = new Stack<JsonElement>([coordinates]);
        while (open.TryPop(out var next))
        {
            if (next.ValueKind is not JsonValueKind.Array)
            {
                continue;
            }

            if (next.GetArrayLength() >= 2 && Degrees(next[0]) is { } longitude && Degrees(next[1]) is { } latitude)
            {
                yield return new GeoPosition(longitude, latitude);
                continue;
            }

            foreach (var inner in next.EnumerateArray().Reverse())
            {
                open.Push(inner);
            }
        }
    }

    private static double? Degrees(JsonElement number) =>
        number.ValueKind is JsonValueKind.Number && number.TryGetDouble(out var degrees) && double.IsFinite(degrees) ? degrees : null;
}

/// <summary>A geographic position.</summary>
/// <param name="Longitude">Degrees east.</param>
/// <param name="Latitude">Degrees north.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct GeoPosition(double Longitude, double Latitude);
