namespace WebhookRelay.Contracts;

/// <summary>The routing keys of <see cref="EventExchange.Name"/>: exactly three words, <c>&lt;entity&gt;.&lt;action&gt;.&lt;projectId&gt;</c>.</summary>
public static class RoutingKey
{
    /// <summary>Stands in the third word for a project that is not known.</summary>
    public const string UnknownProject = "_";

    private const int MaxSlugLength = 64;

    /// <summary>AMQP 0-9-1 carries a routing key as a short string of at most 255 bytes.</summary>
    private const int MaxLength = 255;

    /// <summary>The key an event is published with.</summary>
    /// <param name="header">The value of <c>X-Labelbox-Event</c>.</param>
    /// <param name="projectId">The project's id, or null where the payload does not tell.</param>
    public static string For(string header, string? projectId)
    {
        var words = LabelboxTopics.WordsOf(header);
        var project = projectId is { Length: > 0 } ? Word(projectId) : UnknownProject;
        return $"{words}.{Cut(project, MaxLength - words.Length - 1)}";
    }

    /// <summary>The pattern that binds a queue to a topic, to a project, to both, or, with neither, to everything.</summary>
    /// <param name="topic">The topic, or null for every one.</param>
    /// <param name="projectId">The project's id, or null for every one.</param>
    public static string Pattern(LabelboxTopic? topic, string? projectId)
    {
        if (topic is null && projectId is null)
        {
            return "#";
        }

        var words = topic switch
        {
            null => "*.*",
            LabelboxTopic.Other => "other.*",
            { } known => LabelboxTopics.Words(known),
        };
        return $"{words}.{(projectId is { Length: > 0 } ? Word(projectId) : "*")}";
    }

    /// <summary>An unknown event header as one word: lower case, at most 64 characters.</summary>
    internal static string Slug(string header) => Cut(Word(header.ToLowerInvariant()), MaxSlugLength);

    private static string Word(string text) => string.Create(text.Length, text, static (word, source) =>
    {
        for (var i = 0; i < word.Length; i++)
        {
            word[i] = char.IsAsciiLetterOrDigit(source[i]) || source[i] is '_' or '-' ? source[i] : '-';
        }
    });

    private static string Cut(string word, int length) => word.Length <= length ? word : word[..length];
}
