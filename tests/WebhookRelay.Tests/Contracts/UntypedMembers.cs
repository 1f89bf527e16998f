using System.Collections;
using System.Reflection;
using WebhookRelay.Contracts;

namespace WebhookRelay.Tests.Contracts;

/// <summary>Walks an event and finds what was not typed.</summary>
internal static class UntypedMembers
{
    public static IEnumerable<string> In(object? value) => value switch
    {
        Extensible { Misfit: not null } => ["a misfit"],
        UnknownObject or UnknownClassification or UnknownLocation or UnknownSegments or UnknownKeyFrames => [value.GetType().Name],
        Extensible extensible => (extensible.Unknown?.Keys ?? []).Select(name => $"{value.GetType().Name}.{name}").Concat(MembersOf(value)),
        FrameSegments or KeyFrames => MembersOf(value),
        string => [],
        IDictionary map => map.Values.Cast<object>().SelectMany(In),
        IEnumerable list => list.Cast<object>().SelectMany(In),
        _ => [],
    };

    private static IEnumerable<string> MembersOf(object value) => value.GetType()
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.Name is not (nameof(Extensible.Unknown) or nameof(Extensible.Misfit)))
        .SelectMany(property => In(property.GetValue(value)));
}
