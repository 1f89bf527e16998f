using System.Text.Json;

namespace WebhookRelay.SampleData.Rows;

/// <summary>Writes points, which have the same form in V1 and V2.</summary>
internal static class Points
{
    extension(Utf8JsonWriter json)
    {
        public void WritePoints(string name, IReadOnlyList<Point> points)
        {
            json.WriteStartArray(name);
            foreach (var point in points)
            {
                json.WritePoint(point);
            }

            json.WriteEndArray();
        }

        public void WritePoint(Point point)
        {
            json.WriteStartObject();
            json.WriteNumber("x"u8, point.X);
            json.WriteNumber("y"u8, point.Y);
            json.WriteEndObject();
        }
    }
}
