using System.Runtime.InteropServices;
using System.Text.Json;

namespace WebhookRelay.Contracts;

/// <summary>Something marked on a map: <c>GeoBoundingBox</c>; <c>GeoPoint</c>, <c>GeoPolyline</c> and <c>GeoPolygon</c> are inferred.</summary>
public sealed class GeoObject : ObjectAnnotation
{
    /// <summary>The geometry, in GeoJSON. A box is a polygon: bottom left, top left, top right, bottom right, bottom left.</summary>
    public GeoJson? Geojson { get; set; }
}

/// <summary>A geometry of GeoJSON (RFC 7946).</summary>
public sealed class GeoJson : Extensible
{
    /// <summary><c>Point</c>, <c>LineString</c>, <c>Polygon</c> and so on.</summary>
    public string? Type { get; set; }

    /// <summary>The coordinates, nested as <see cref="Type"/> wants it, each position longitude before latitude.</summary>
    public JsonElement? Coordinates { get; set; }

    /// <summary>
    /// Every position of <see cref="Coordinates"/> in order, whatever its nesting; empty where there is none, and without what is no position.
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

/// <summary>A place on the earth.</summary>
/// <param name="Longitude">Degrees east.</param>
/// <param name="Latitude">Degrees north.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct GeoPosition(double Longitude, double Latitude);
