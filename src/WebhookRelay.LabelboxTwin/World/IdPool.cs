using WebhookRelay.SampleData;

namespace WebhookRelay.LabelboxTwin.World;

/// <summary>A set of ids to pick from at random. The order depends only on the additions and removals, so runs are repeatable.</summary>
internal sealed class IdPool
{
    private readonly List<string> _ids = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    public int Count => _ids.Count;

    public IReadOnlyList<string> Ids => _ids;

    public void Add(string id)
    {
        _places.Add(id, _ids.Count);
        _ids.Add(id);
    }

    public void Remove(string id)
    {
        _places.Remove(id, out var place);
        var last = _ids[^1];
        _ids[place] = last;
        if (place < _ids.Count - 1)
        {
            _places[last] = place;
        }

        _ids.RemoveAt(_ids.Count - 1);
    }

    public string Draw(SeededRandom random) => random.OneOf(_ids);
}
