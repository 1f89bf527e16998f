namespace WebhookRelay.Contracts;

/// <summary>The routing keys of <see cref="EventExchange.Name"/>: exactly three words, <c>&lt;entity&gt;.&lt;action&gt;.&lt;projectId&gt;</c>.</summary>
public static class RoutingKey
{
    /// <summary>The third word if the project is unknown.</summary>
    public const string UnknownProject = "_";

    private const int MaxSlugLength = 64;

    /// <summary>AMQP 0-9-1 limits a routing key to 255 bytes.</summary>
    private const int MaxLength = 255;

    /// <summary>Returns the routing key of an event.</summary>
    /// <param name="header">The value of <c>X-Labelbox-Event</c>.</param>
    /// <param name="projectId">The project's id, or null if the payload does not contain it.</param>
    public static string For(string header, string? projectId)
    {
        var words = LabelboxTopics.WordsOf(header);
        var project = projectId is { Length: > 0 } ? Word(projectId) : UnknownProject;
        return $"{words}.{Cut(project, MaxLength - words.Length - 1)}";
    }

    /// <summary>Returns the binding key for a topic, a project, or both; for every event if both are null.</summary>
    /// <param name="topic">The topic, or null for all topics.</param>
    /// <param name="projectId">The project's id, or null for all projects.</param>
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

    /// <summary>Returns an unknown event header as one word: lowercase, at most 64 characters.</summary>
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
