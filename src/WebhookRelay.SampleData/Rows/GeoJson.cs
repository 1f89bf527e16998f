using System.Text.Json;

namespace WebhookRelay.SampleData.Rows;

/// <summary>Writes geographic geometries: longitude first, and a polygon is a list of rings.</summary>
internal static class GeoJson
{
    public static void Write(Utf8JsonWriter json, Geometry.Geo geo)
    {
        json.WriteStartObject("geojson"u8);
        json.WriteString("type"u8, geo.Type);
        json.WritePropertyName("coordinates"u8);
        switch (geo.Type)
        {
            case "Point":
                WritePlace(json, geo.Points[0]);
                break;
            case "LineString":
                WritePlaces(json, geo.Points);
                break;
            default:
                json.WriteStartArray();
                WritePlaces(json, geo.Points);
                json.WriteEndArray();
                break;
        }

        json.WriteEndObject();
    }

    private static void WritePlaces(Utf8JsonWriter json, IReadOnlyList<Point> places)
    {
        json.WriteStartArray();
        foreach (var place in places)
        {
            WritePlace(json, place);
        }

        json.WriteEndArray();
    }

    private static void WritePlace(Utf8JsonWriter json, Point place)
    {
        json.WriteStartArray();
        json.WriteNumberValue(place.X);
        json.WriteNumberValue(place.Y);
        json.WriteEndArray();
    }
}
