using System.Collections;
using System.Text.Json;

namespace WebhookRelay.Contracts.Reading;

/// <summary>A list of numbers. If a double cannot hold all digits of one, the list is written unchanged.</summary>
internal sealed class NumberListShape() : ListShape(new NumberShape())
{
    public override bool TryRead(ref Utf8JsonReader json, out object? value)
    {
        value = null;
        if (json.TokenType is not JsonTokenType.StartArray)
        {
            return false;
        }

        var start = json;
        var numbers = new List<double>();
        var isExact = true;
        while (json.Read() && json.TokenType is not JsonTokenType.EndArray)
        {
            if (!Item.TryRead(ref json, out var number))
            {
                return false;
            }

            numbers.Add((double)number!);
            isExact = isExact && json.RoundTripsAs((double)number!);
        }

        value = isExact ? numbers : new LongNumbers(numbers, JsonElement.ParseValue(ref start));
        return true;
    }

    public override void Write(Utf8JsonWriter json, object value)
    {
        if (value is LongNumbers { Original: var original })
        {
            WriteUnchanged(json, original);
            return;
        }

        json.WriteStartArray();
        foreach (var number in (IReadOnlyList<double>)value)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private sealed class LongNumbers(List<double> numbers, JsonElement original) : IReadOnlyList<double>
    {
        public JsonElement Original => original;

        public int Count => numbers.Count;

        public double this[int index] => numbers[index];

        public IEnumerator<double> GetEnumerator() => numbers.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
