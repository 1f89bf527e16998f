using System.Reflection;

namespace WebhookRelay.Tests.Architecture;

/// <summary>
/// Which folders of an assembly use which others. A folder is a namespace below the root namespace; types in the root
/// namespace itself belong to the folder <see cref="Root"/>.
/// </summary>
internal sealed class FolderArrows
{
    public const string Root = "(root)";

    private readonly string _root;
    private readonly Assembly _assembly;
    private readonly SortedDictionary<string, SortedDictionary<string, string>> _arrows = new(StringComparer.Ordinal);

    /// <param name="types">Types of one assembly.</param>
    /// <param name="root">The root namespace.</param>
    public FolderArrows(IReadOnlyCollection<Type> types, string root)
    {
        (_root, _assembly) = (root, types.First().Assembly);
        foreach (var type in types)
        {
            if (FolderOf(type) is not { } from)
            {
                continue;
            }

            foreach (var used in UsedTypes.Of(type))
            {
                if (FolderOf(used) is { } to && !string.Equals(from, to, StringComparison.Ordinal))
                {
                    Add(from, to, $"{Outermost(type).Name} uses {Outermost(used).Name}");
                }
            }
        }
    }

    public IEnumerable<string> Folders => _arrows.Keys;

    /// <summary>The folders that a folder uses, each with an example.</summary>
    public IReadOnlyDictionary<string, string> From(string folder) => _arrows.GetValueOrDefault(folder) ?? [];

    /// <summary>The shortest cycle, as a path from a folder back to itself; null if there is none.</summary>
    public IReadOnlyList<string>? Cycle() => Folders.Select(CycleThrough).Where(cycle => cycle is not null).MinBy(cycle => cycle!.Count);

    private List<string>? CycleThrough(string folder)
    {
        var paths = new Queue<List<string>>([[folder]]);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (paths.TryDequeue(out var path))
        {
            foreach (var next in From(path[^1]).Keys)
            {
                if (string.Equals(next, folder, StringComparison.Ordinal))
                {
                    return [.. path, next];
                }

                if (seen.Add(next))
                {
                    paths.Enqueue([.. path, next]);
                }
            }
        }

        return null;
    }

    private void Add(string from, string to, string example)
    {
        if (!_arrows.TryGetValue(from, out var arrows))
        {
            _arrows[from] = arrows = new SortedDictionary<string, string>(StringComparer.Ordinal);
        }

        arrows.TryAdd(to, example);
    }

    private string? FolderOf(Type type) => type.Assembly != _assembly ? null
        : Outermost(type).Namespace is not { } name ? null
        : string.Equals(name, _root, StringComparison.Ordinal) ? Root
        : name.StartsWith(_root + ".", StringComparison.Ordinal) ? name[(_root.Length + 1)..].Split('.')[0]
        : null;

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
