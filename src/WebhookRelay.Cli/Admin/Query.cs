namespace WebhookRelay.Cli.Admin;

/// <summary>Builds a query string. Null values are omitted.</summary>
internal sealed class Query
{
    private readonly List<string> _parts = [];

    public Query Add(string name, string? value)
    {
        if (value is not null)
        {
            _parts.Add($"{name}={Uri.EscapeDataString(value)}");
        }

        return this;
    }

    public Query Add(string name, IReadOnlyList<string>? values)
    {
        foreach (var value in values ?? [])
        {
            Add(name, value);
        }

        return this;
    }

    public override string ToString() => _parts.Count is 0 ? string.Empty : $"?{string.Join('&', _parts)}";
}
