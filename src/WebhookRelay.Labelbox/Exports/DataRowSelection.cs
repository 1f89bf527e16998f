namespace WebhookRelay.Labelbox.Exports;

/// <summary>Rows selected by id, or by global key. Each is requested once.</summary>
public sealed class DataRowSelection
{
    private DataRowSelection(bool isByGlobalKey, IReadOnlyList<string> values) => (IsByGlobalKey, Values) = (isByGlobalKey, values);

    /// <summary>Whether <see cref="Values"/> are global keys rather than Labelbox's ids.</summary>
    public bool IsByGlobalKey { get; }

    /// <summary>The ids or keys, each once, in the order given.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>Rows by Labelbox's ids of them.</summary>
    /// <param name="ids">At least one.</param>
    /// <exception cref="ArgumentException">There is none, or one is empty.</exception>
    public static DataRowSelection ByIds(IEnumerable<string> ids) => new(isByGlobalKey: false, Checked(ids, nameof(ids)));

    /// <summary>Rows by the keys that you gave them.</summary>
    /// <param name="keys">At least one.</param>
    /// <exception cref="ArgumentException">There is none, or one is empty.</exception>
    public static DataRowSelection ByGlobalKeys(IEnumerable<string> keys) => new(isByGlobalKey: true, Checked(keys, nameof(keys)));

    internal IEnumerable<DataRowSelection> Parts(int size) => Values.Chunk(size).Select(part => new DataRowSelection(IsByGlobalKey, part));

    private static string[] Checked(IEnumerable<string> values, string name)
    {
        string[] distinct = [.. values.Distinct(StringComparer.Ordinal)];
        return distinct.Length > 0 && !distinct.Any(string.IsNullOrWhiteSpace)
            ? distinct
            : throw new ArgumentException("A selection of rows needs at least one id or key, and none may be empty.", name);
    }
}
